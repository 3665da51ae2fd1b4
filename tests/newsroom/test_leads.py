"""Leads: handed in from a phone, mined from papers with reasons, accepted or set aside."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from scicomm.core.models import FactRecord, Subject
from scicomm.newsroom import actions
from scicomm.newsroom.models import Lead, Topic
from scicomm.newsroom.rules import (
    WEIGHTS,
    WEIGHTS_VERSION,
    PaperFacts,
    clean_slug,
    doi_in,
    is_embargoed,
    is_safe_mathml,
    news_value,
)
from scicomm.organisation.enums import Role
from tests.factories.newsroom import make_article, make_story, make_topic

PAPER = PaperFacts(
    own_authors=2, corresponding_is_ours=True, has_summary=True, is_open_access=True, is_correction=False, days_old=0,
    hot_subjects=("生物学",), abstract_length=200, body_language_pair=True,
)  # fmt: skip


def test_news_value_is_the_sum_of_its_reasons() -> None:
    value, reasons = news_value(PAPER)
    assert value == pytest.approx(min(sum(reason.points for reason in reasons), 1.0))
    assert 0 < value <= 1
    assert {reason.code for reason in reasons} >= {"own_authors", "corresponding", "hot_subject", "fresh"}


def test_a_correction_is_never_news() -> None:
    value, reasons = news_value(PaperFacts(**{**PAPER.__dict__, "is_correction": True}))
    assert value == 0 and reasons[0].code == "correction"


def test_an_older_paper_is_worth_less() -> None:
    assert news_value(PAPER)[0] > news_value(PaperFacts(**{**PAPER.__dict__, "days_old": 29}))[0]


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("见 https://doi.org/10.5555/DJE.2026.001。", "10.5555/dje.2026.001"),
        ("(doi:10.1371/journal.pone.0119705).", "10.1371/journal.pone.0119705"),
        ("10.5555/a(b)c", "10.5555/a(b)c"[:9] + "(b)c"),
        ("没有", ""),
    ],
)
def test_a_doi_is_found_in_a_sentence(text: str, doi: str) -> None:
    assert doi_in(text) == doi


def test_small_rules() -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert (
        not is_embargoed(None, now) and not is_embargoed(now, now) and is_embargoed(now + dt.timedelta(seconds=1), now)
    )
    assert clean_slug("Band spacing: an early signal!", "x") == "band-spacing-an-early-signal"
    assert clean_slug("草原", "story-4") == "story-4"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>x</mi></math>", True),
        ("<math><mi onclick='x'>x</mi></math>", False),
        ("<math><script>alert(1)</script></math>", False),
        ("<math><annotation-xml encoding='text/html'><img src=x/></annotation-xml></math>", False),
        ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><math><mi>&e;</mi></math>", False),
        ("<p>x</p>", False),
        ("<math><mi>x</math>", False),
        ("<math><mtext href='javascript:alert(1)'>x</mtext></math>", False),
    ],
)
def test_only_plain_mathml_is_shown(text: str, safe: bool) -> None:
    assert is_safe_mathml(text) is safe


def test_a_new_paper_becomes_one_lead(academy: Any) -> None:
    article = make_article(academy.north_lake)
    first = actions.mine_lead(article)
    assert first is not None and first.reasons and first.unit == academy.north_lake
    assert actions.mine_lead(article) is None
    assert FactRecord.objects.filter(name="newsroom.lead_mined").count() == 1


def test_any_employee_hands_in_a_lead_on_a_phone(academy: Any, client_for: Any) -> None:
    article = make_article(academy.north_lake)
    client = client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    url = reverse("newsroom:report")
    page = client.get(url)
    assert page.status_code == 200
    data = {
        "title": "草带间距能当尺子", "body": "", "paper": f"https://doi.org/{article.doi}", "nothing_secret": "on",
        "post_key": str(uuid.uuid4()),
    }  # fmt: skip
    for _twice in range(2):
        assert client.post(url, data).status_code == 302
    lead = Lead.objects.get()
    assert lead.article == article
    assert FactRecord.objects.filter(name="newsroom.lead_reported").count() == 1
    assert "草带间距能当尺子" in client.get(url).content.decode()


def test_what_is_missing_is_said_and_what_was_typed_is_kept(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    page = client.post(reverse("newsroom:report"), {"title": "", "body": "写了很多<script>alert(1)</script>"})
    text = page.content.decode()
    assert page.status_code == 200 and "写了很多" in text and "<script>alert(1)" not in text
    assert not Lead.objects.exists()


def test_a_paper_that_is_not_here_yet_is_kept_in_words(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    data = {"title": "外刊论文", "paper": "10.1234/elsewhere", "nothing_secret": "on", "post_key": str(uuid.uuid4())}
    client.post(reverse("newsroom:report"), data)
    assert "10.1234/elsewhere" in Lead.objects.get().body


def test_strangers_cannot_report(client_for: Any, db: None) -> None:
    assert client_for(None).get(reverse("newsroom:report")).status_code == 302


def test_another_persons_post_key_gives_nothing_away(academy: Any) -> None:
    key = uuid.uuid4()
    mine, other = academy.user(Role.CONTRIBUTOR, academy.north_lake), academy.user(Role.CONTRIBUTOR, academy.south_sea)
    values = {"title": "x", "body": "", "post_key": key}
    actions.report_lead(**values, unit=academy.north_lake, reported_by=mine.person, acting_user=mine)
    with pytest.raises(PermissionDenied):
        actions.report_lead(**values, unit=academy.south_sea, reported_by=other.person, acting_user=other)


def test_accepting_twice_is_one_topic_and_declining_needs_a_reason(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    topic = make_topic(academy, academy.north_lake)
    assert actions.accept_lead(topic.lead, acting_user=officer) == topic
    assert Topic.objects.count() == 1
    with pytest.raises(ValidationError):
        actions.decline_lead(topic.lead, acting_user=officer, reason="晚了")
    lead = actions.mine_lead(make_article(academy.north_lake))
    assert lead is not None
    with pytest.raises(ValidationError):
        actions.decline_lead(lead, acting_user=officer, reason="  ")
    assert actions.decline_lead(lead, acting_user=officer, reason="太专门").state == "declined"


def test_a_branch_assigns_and_another_branch_does_not(academy: Any) -> None:
    lead = actions.mine_lead(make_article(academy.north_lake))
    assert lead is not None
    with pytest.raises(PermissionDenied):
        actions.accept_lead(lead, acting_user=academy.user(Role.COORDINATOR, academy.south))
    topic = actions.accept_lead(lead, acting_user=academy.user(Role.COORDINATOR, academy.north))
    with pytest.raises(PermissionDenied):
        actions.start_story(topic, acting_user=academy.user(Role.COORDINATOR, academy.north))


def test_a_story_is_prefilled_from_the_paper(academy: Any) -> None:
    author = academy.person(academy.north_lake, orcid="0000-0002-1825-0097")
    article = make_article(academy.north_lake)
    article.authors.create(position=1, person=author, name_zh="沈知", name_en="Zhi Shen")
    topic = make_topic(academy, academy.north_lake, article=article)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    story = actions.start_story(topic, acting_user=officer)
    assert story.standfirst == "草地变成裸地之前，斑纹会先变。"
    assert article.doi in str(story.body)
    assert list(story.dossier.experts.all()) == [author]
    assert story.dossier.article == article
    assert actions.start_story(topic, acting_user=officer) == story
    english = actions.start_story(topic, acting_user=officer, language="en")
    assert english.translation_key == story.translation_key
    assert english.title == article.title_en


def test_a_leads_embargo_goes_with_the_story(academy: Any) -> None:
    contributor = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    until = timezone.now() + dt.timedelta(days=3)
    lead = actions.report_lead(
        title="x",
        body="",
        unit=academy.north_lake,
        reported_by=contributor.person,
        acting_user=contributor,
        embargo_until=until,
    )
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    story = actions.start_story(actions.accept_lead(lead, acting_user=officer), acting_user=officer)
    assert story.dossier.embargo_until == until


def test_the_desks_pages_open_for_those_who_oversee(academy: Any, client_for: Any) -> None:
    story = make_story(academy, state="first_review", article=make_article(academy.north_lake))
    topic = story.dossier.topic
    urls = [
        reverse("newsroom_board"), reverse("newsroom_leads"), reverse("newsroom_lead", args=[topic.lead_id]),
        reverse("newsroom_topic", args=[topic.pk]), reverse("newsroom_story", args=[story.pk]),
    ]  # fmt: skip
    for role, unit in ((Role.COMMUNICATION_OFFICER, academy.north_lake), (Role.COORDINATOR, academy.north)):
        for url in urls:
            assert client_for(academy.user(role, unit)).get(url).status_code == 200, url
    other = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert [other.get(url).status_code for url in urls[2:]] == [404, 404, 404]


def test_reviewing_on_the_desk(academy: Any, client_for: Any) -> None:
    story = make_story(academy, state="first_review")
    client = client_for(academy.user(Role.FIRST_REVIEWER, academy.north_lake))
    url = reverse("newsroom_review", args=[story.pk])
    page = client.post(url, {"return": "1", "note": "", "step": "first"})
    assert page.status_code == 409
    assert client.post(url, {"approve": "1", "note": "可以", "step": "first"}).status_code == 302
    late = client.post(url, {"approve": "1", "note": "", "step": "first"})
    assert late.status_code == 409
    assert FactRecord.objects.filter(name="newsroom.story_reviewed").count() == 1


def _told(**values: Any) -> dict[str, float]:
    return {reason.code: reason.points for reason in news_value(PaperFacts(**{**PAPER.__dict__, **values}))[1]}


def test_the_score_can_be_taken_apart_and_stays_within_its_weights() -> None:
    terms = (("斑图", 0), ("草原", 90), ("反馈", 1), ("遥感", 2))
    told = _told(terms=terms, cluster=400, figures=3, funders=("草原计划",), told_subjects=("180",))
    assert told["novelty"] == pytest.approx(WEIGHTS["novelty"] * 0.75, abs=0.001)
    assert {"figures", "funding", "told_subject", "hot_subject"} <= told.keys()
    assert all(points <= WEIGHTS.get(f"{code}_most", WEIGHTS[code]) for code, points in told.items())
    # A small cluster tells nothing of novelty, and neither do common words.
    assert "novelty" not in _told(terms=terms, cluster=20)
    assert "novelty" not in _told(terms=tuple((word, 90) for word, _n in terms), cluster=400)
    ahead = _told(days_old=-5, embargo="2030-01-01")
    assert "embargo" in ahead and "fresh" not in ahead


def test_what_is_no_result_or_little_worth_becomes_no_lead(academy: Any) -> None:
    for kind in ("editorial", "Book_Review", "expression-of-concern", "retraction"):
        assert actions.mine_lead(make_article(academy.north_lake, article_type=kind)) is None
    plain = make_article(
        academy.north_lake, is_open_access=False, title_en="", abstract_en="", published_on=dt.date(2020, 1, 1)
    )
    assert actions.mine_lead(plain) is None


def test_a_paper_whose_day_is_to_come_gives_its_lead_an_embargo(academy: Any, client_for: Any) -> None:
    day = timezone.localdate() + dt.timedelta(days=9)
    lead = actions.mine_lead(make_article(academy.north_lake, published_on=day))
    assert lead is not None and lead.embargo_until and timezone.localdate(lead.embargo_until) == day
    assert lead.weighed_by == WEIGHTS_VERSION


def test_talk_outside_makes_a_subject_hot_and_moves_with_its_link(academy: Any, client_for: Any) -> None:
    subject, other = Subject.objects.get(code="180"), Subject.objects.get(code="170")
    talked, elsewhere = make_article(academy.south_sea), make_article(academy.south_sea)
    talked.subjects.add(subject)
    elsewhere.subjects.add(other)
    today = timezone.localdate()
    about = (f"journals.article:{talked.pk}",)
    for number in range(3):
        for _twice in range(2):
            actions.note_talk(f"listening.mention:{number}", about, today)
    fresh = make_article(academy.north_lake)
    fresh.subjects.add(subject)
    lead = actions.mine_lead(fresh)
    assert lead is not None
    page = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)).get(
        reverse("newsroom_lead", args=[lead.pk])
    )
    assert subject.name_zh in page.content.decode()
    actions.note_talk("listening.mention:0", (f"journals.article:{elsewhere.pk}",), today)
    cooler = make_article(academy.north_lake)
    cooler.subjects.add(subject)
    later = actions.mine_lead(cooler)
    assert later is not None and "hot_subject" not in {reason["code"] for reason in later.reasons}
    # The older lead stays as it was weighed.
    lead.refresh_from_db()
    assert "hot_subject" in {reason["code"] for reason in lead.reasons}
