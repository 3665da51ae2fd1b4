"""Summaries in plain words: written beside the abstract, reviewed by somebody else, shown with the reviewer's name."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.desk.queries.waiting import tasks_for
from scicomm.journals import actions
from scicomm.journals.models import Article, PlainSummary
from scicomm.journals.rules.readability import hints
from scicomm.organisation.enums import Role
from scicomm.search.models import IndexEntry
from tests.factories.newsroom import make_article

TEXT = "草原变成荒地之前，草斑的间距会先变大。量一量间距，就知道还剩多少余地。"


@pytest.fixture
def article(academy: Any) -> Article:
    return make_article(academy.north_lake, summary_zh="原刊自己的摘要。", keywords_zh=["斑图"])


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


@pytest.fixture
def reviewer(academy: Any) -> Any:
    return academy.user(Role.FIRST_REVIEWER, academy.north)


def submitted(article: Article, officer: Any, text: str = TEXT, language: str = "zh") -> PlainSummary:
    return actions.submit_summary(
        actions.write_summary(article, language, text, acting_user=officer), acting_user=officer
    )


def test_an_approved_summary_stands_on_the_page_beside_the_sources_own(
    article: Article, officer: Any, reviewer: Any, client: Any
) -> None:
    row = submitted(article, officer)
    assert [task.title for task in tasks_for(reviewer) if task.url == reverse("journals_summary", args=[row.pk])]
    actions.approve_summary(row, acting_user=reviewer, note="清楚")
    page = client.get(article.get_absolute_url()).content.decode()
    assert TEXT in page and "原刊自己的摘要。" in page and reviewer.person.name_zh in page
    english = client.get("/en" + article.get_absolute_url()).content.decode()
    assert TEXT in english and reviewer.person.name_en in english
    assert FactRecord.objects.filter(name="journals.summary_approved").count() == 1
    Worker().drain()
    assert any(TEXT in str(entry.__dict__) for entry in IndexEntry.objects.all())
    newer = submitted(article, officer, "新写的一段话，说得更短。")
    actions.approve_summary(newer, acting_user=reviewer)
    assert sorted(PlainSummary.objects.values_list("state", flat=True)) == ["approved", "replaced"]
    Article.objects.filter(pk=article.pk).update(version=2)
    assert client.get(article.get_absolute_url()).context["view"].reviewed.is_older


def test_nobody_approves_their_own_text_or_another_units(
    article: Article, officer: Any, reviewer: Any, academy: Any
) -> None:
    row = submitted(article, officer)
    for who in (
        officer,
        academy.user(Role.FIRST_REVIEWER, academy.south),
        academy.user(Role.COORDINATOR, academy.north),
    ):
        with pytest.raises(PermissionDenied):
            actions.approve_summary(row, acting_user=who)
    mine = make_article(academy.north_lake)
    with pytest.raises(PermissionDenied):
        actions.write_summary(mine, "zh", TEXT, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    # The officer of an institute whose author wrote the paper may, whoever publishes the journal.
    mine.authors.create(position=1, name_zh="沈", person=academy.person(academy.south_sea))
    actions.write_summary(mine, "zh", TEXT, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))


def test_what_is_returned_says_why_and_waits_for_its_writer(article: Article, officer: Any, reviewer: Any) -> None:
    row = submitted(article, officer)
    with pytest.raises(ValidationError):
        actions.return_summary(row, acting_user=reviewer, note=" ")
    with pytest.raises(ValidationError):
        actions.write_summary(article, "zh", "改", acting_user=officer, seen=row.changed_at.isoformat())
    seen = row.changed_at.isoformat()
    actions.return_summary(row, acting_user=reviewer, note="“斑图”没有解释", seen=seen)
    with pytest.raises(ValidationError):
        actions.approve_summary(row, acting_user=reviewer)
    assert any("“斑图”没有解释" in task.note for task in tasks_for(officer))


def test_two_who_write_at_once_lose_nothing(article: Article, officer: Any, academy: Any, client_for: Any) -> None:
    client, url = client_for(officer), reverse("journals_summary_write", args=[article.pk, "zh"])
    page = client.get(url)
    assert "草地变成裸地之前" in page.content.decode()
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    actions.write_summary(article, "zh", "编辑先存的一段。", acting_user=editor)
    mine = client.post(url, {"text": "我写的<b>一段</b>。", "seen": ""})
    text = mine.content.decode()
    assert mine.status_code == 409 and "我写的&lt;b&gt;" in text and "编辑先存的一段。" in text
    assert PlainSummary.objects.get().text == "编辑先存的一段。"
    seen = mine.context["form"]["seen"].value()
    assert client.post(url, {"text": "我写的，也有编辑写的。", "seen": seen, "submit": "1"}).status_code == 302
    assert PlainSummary.objects.get().state == "submitted"
    long = client.post(reverse("journals_summary_write", args=[article.pk, "en"]), {"text": "x" * 5000, "seen": ""})
    assert long.status_code == 409 and "x" * 5000 in long.content.decode()


def test_the_pages_of_a_summary(article: Article, officer: Any, reviewer: Any, academy: Any, client_for: Any) -> None:
    row = submitted(article, officer, "ENSO 让斑图变了。" + "这句话很长，" * 12)
    url = reverse("journals_summary", args=[row.pk])
    page = client_for(reviewer).get(url)
    assert page.context["hints"].abbreviations == ("ENSO",) and page.context["hints"].terms == ("斑图",)
    assert len(page.context["hints"].longest) == 1
    assert client_for(reviewer).get(reverse("journals_summaries")).context["page"].paginator.count == 1
    assert client_for(academy.user(Role.FIRST_REVIEWER, academy.south)).get(url).status_code == 404
    assert client_for(officer).post(url, {"approve": "1"}).status_code in {302, 403}
    assert PlainSummary.objects.get().state == "submitted"
    assert client_for(reviewer).post(url, {"return": "1", "note": ""}).status_code == 409
    seen = row.changed_at.isoformat()
    assert client_for(reviewer).post(url, {"approve": "1", "note": "", "seen": seen}).status_code == 302
    assert PlainSummary.objects.get().state == "approved"
    inspect = client_for(officer).get(reverse("articles:inspect", args=[article.pk])).content.decode()
    assert url in inspect and reverse("desk_thread", args=[f"journals.article:{article.pk}"]) in inspect


def test_hints_help_in_both_languages() -> None:
    english = hints("The ENSO (El Niño) cycle. " + "word " * 30 + ". Rising 2.5 degrees, MJO.", "en", ["cycle"])
    assert english.abbreviations == ("MJO",) and english.sentences == 3 and english.longest[0][1] == 30
    clear = hints("草斑（斑图，也就是草和裸地相间的花纹）会变。" * 5, "zh", ["斑图"])
    assert clear.is_clear
    assert hints("", "zh").count == 0
