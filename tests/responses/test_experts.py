"""Who could speak: the ranking, the suggestions of a case, wishes and absences, spokespersons, the search, and its measuring."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from scicomm.core.models import Term
from scicomm.journals.models import Article, Authorship
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import Role
from scicomm.responses import actions, queries
from scicomm.responses.models import Case
from scicomm.responses.queries import expert_index
from scicomm.responses.rules.experts import Document, build_index, load_index, rank_people, save_index
from tests.factories.newsroom import make_article
from tests.factories.organisation import PersonFactory
from tests.factories.responses import make_case, reread

FEW = [
    Document("ice", "Melting of mountain glaciers", "Ice loss in high basins since 1990.", ("li", "wang"), 2025),
    Document("ice2", "Glacier runoff", "Meltwater of glaciers in dry summers.", ("li",), 2010),
    Document("quake", "Early warning of earthquakes", "Seismic waves and alerts.", ("zhao",), 2024),
    Document("many1", "Sensors", "A cheap sensor.", ("many",)),
    Document("many2", "Glaciers in passing", "A sensor network on roads, lamps, bridges and one glacier.", ("many",)),
    Document("nobody", "Glaciers", "Glaciers.", ()),
]


def test_who_wrote_most_closely_is_found_in_either_language_with_the_documents(tmp_path: Path) -> None:
    index = build_index(FEW)
    found = rank_people(index, "why do glaciers melt", year=2026)
    assert [one.person for one in found] == ["li", "wang", "many"]
    assert {vote.key for vote in found[0].votes} == {"ice", "ice2"}
    assert sum(vote.part for vote in found[0].votes) == pytest.approx(1)
    assert rank_people(index, "地震预警准不准？")[0].person == "zhao"
    assert rank_people(index, "glacier", without=["ice"])[0].person == "li"
    assert rank_people(index, "") == rank_people(index, "qwxyz") == []
    assert rank_people(build_index([]), "glacier") == []
    # Saved and loaded it is the same, and words that did not change are taken from it.
    save_index(index, tmp_path / "index.npz")
    loaded = load_index(tmp_path / "index.npz")
    assert loaded and rank_people(loaded, "why do glaciers melt", year=2026) == found
    again = build_index([*FEW[1:], Document("new", "Glaciers of Mars", "", ("sun",))], old=loaded)
    fresh = build_index([*FEW[1:], Document("new", "Glaciers of Mars", "", ("sun",))])
    for mine, theirs in zip(rank_people(again, "glaciers"), rank_people(fresh, "glaciers"), strict=True):
        assert mine.person == theirs.person and mine.score == pytest.approx(theirs.score, rel=1e-4)
    (tmp_path / "index.npz").write_bytes(b"half a file")
    assert load_index(tmp_path / "index.npz") is None


def test_a_large_house_is_asked_within_a_tenth_of_a_second() -> None:
    words = [f"word{number}x" for number in range(3000)]
    documents = [
        Document(
            str(n), " ".join(words[(n * 7 + k) % 3000] for k in range(12)), "", (str(n % 5000), str(n * 31 % 5000))
        )
        for n in range(20_000)
    ]
    index = build_index(documents)
    rank_people(index, words[5])
    begun = time.process_time()
    for number in range(10):
        assert rank_people(index, " ".join(words[number * 11 : number * 11 + 12]), year=2026)
    assert (time.process_time() - begun) / 10 < 0.1


def paper_of(unit: Any, person: Person, title: str, **values: Any) -> Article:
    paper = make_article(unit)
    for name, value in {"title_en": title, "title_zh": "", "abstract_zh": "", "abstract_en": "", **values}.items():
        setattr(paper, name, value)
    paper.save()
    Authorship.objects.create(article=paper, position=1, person=person)
    return paper


@pytest.fixture
def ice(academy: Any) -> list[Person]:
    """Four people with papers on glaciers, the first ones with more of them."""
    people = [PersonFactory(unit=academy.north_lake) for _ in range(4)]
    for number, person in enumerate(people):
        for _paper in range(4 - number):
            paper_of(academy.north_lake, person, "Glacier melt in high mountains", abstract_en="<p>Glacier ice.</p>")
    Term.objects.create(name_zh="冰川", name_en="glacier")
    return people


def names(suggestions: Any) -> list[Person]:
    return [one.person for one in suggestions]


@pytest.mark.django_db
def test_a_chinese_question_finds_authors_of_english_papers(
    academy: Any, ice: list[Person], django_assert_max_num_queries: Any
) -> None:
    case = reread(make_case(academy, text="冰川为什么会消失？"))
    found = queries.suggest_experts(case)
    assert names(found)[0] == ice[0] and set(names(found)) == set(ice)
    assert found[0].papers and any("Glacier melt in high mountains" in reason for reason in found[0].reasons)
    # However many are found, it takes the same queries.
    with django_assert_max_num_queries(12):
        queries.suggest_experts(case)
    for _ in range(12):
        paper_of(academy.south_sea, PersonFactory(unit=academy.south_sea), "Glacier lakes")
    queries.suggest_experts(case)
    with django_assert_max_num_queries(12):
        assert len(queries.suggest_experts(case, limit=20)) == 16
    # A paper that is withdrawn counts no more, at once.
    Article.objects.filter(authors__person=ice[0]).update(withdrawn_at=timezone.now(), changed_at=timezone.now())
    assert ice[0] not in names(queries.suggest_experts(case, limit=20))


@pytest.mark.django_db
def test_wishes_absences_load_and_leaving_are_kept(academy: Any, ice: list[Person]) -> None:
    today, officer = timezone.localdate(), academy.user(Role.RESPONSE_OFFICER, academy.north)
    case = reread(make_case(academy, text="冰川为什么会消失？"))
    best, second, third, last = ice
    actions.opt_out(best, reason="正在休长假", acting_user=officer)
    actions.note_away(second, starts_on=today, ends_on=today + dt.timedelta(days=9), note="野外", acting_user=officer)
    found = queries.suggest_experts(case)
    assert best not in names(found) and names(found)[-1] == second
    assert found[-1].why_not and "野外" not in str(found[-1].reasons)
    assert second not in names(queries.find_experts("glacier", only_free=True))
    # Load counts against: with cases, somebody else comes first.
    first = names(found)[0]
    for _ in range(4):
        make_case(academy, state="assigned", expert=first)
    assert names(queries.suggest_experts(case))[0] != first
    # Who left is not suggested.
    third.appointments.create(
        role=Role.CONTRIBUTOR, unit=third.unit, starts_on=today - dt.timedelta(9), ends_on=today - dt.timedelta(1)
    )
    assert third not in names(queries.suggest_experts(case)) and last in names(queries.suggest_experts(case))
    assert ModelLogEntry.objects.filter(action="responses.expert.profile").count() == 2
    assert "休长假" not in str(list(ModelLogEntry.objects.values()))
    # What they decided themselves, nobody else takes back.
    own = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    actions.opt_out(own.person, acting_user=own)
    with pytest.raises(ValidationError):
        actions.opt_in(own.person, acting_user=officer)
    actions.opt_in(own.person, acting_user=own)
    with pytest.raises(PermissionDenied):
        actions.keep_profile(best, acting_user=own)
    with pytest.raises(ValidationError):
        actions.note_away(second, starts_on=today, ends_on=today - dt.timedelta(1), acting_user=officer)


@pytest.mark.django_db
def test_the_spokesperson_first_and_the_author_in_dispute_is_marked(academy: Any, ice: list[Person]) -> None:
    officer = academy.user(Role.RESPONSE_OFFICER, academy.top)
    voice = PersonFactory(unit=academy.north)
    paper = Article.objects.filter(authors__person=ice[0]).first()
    case = make_case(academy, about=paper, text="冰川为什么会消失？")
    Case.objects.filter(pk=case.pk).update(kind="claim")
    actions.set_speaker(academy.north, person=voice, acting_user=officer)
    found = queries.suggest_experts(reread(case))
    assert found[0].person == voice and found[0].is_spokesperson
    assert found[1].person == ice[0] and found[1].conflict and not found[2].conflict
    actions.set_speaker(academy.north, person=voice, is_first=False, acting_user=officer)
    assert voice not in names(queries.suggest_experts(reread(case)))
    actions.note_interest(case, person=ice[0], reason="利益相关", acting_user=officer)
    assert names(queries.suggest_experts(reread(case)))[0] != ice[0]
    with pytest.raises(PermissionDenied):
        actions.set_speaker(academy.south, person=None, acting_user=academy.user(Role.RESPONSE_OFFICER, academy.north))


@pytest.mark.django_db
def test_a_large_house_waits_for_the_job(academy: Any, ice: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    assert expert_index.renew_index() and not expert_index.renew_index()
    monkeypatch.setattr(expert_index, "SMALL", 0)
    new = PersonFactory(unit=academy.north_lake)
    paper_of(academy.north_lake, new, "Glacier melt")
    assert new not in names(queries.find_experts("glacier"))
    assert expert_index.renew_index()
    assert new in names(queries.find_experts("glacier"))


@pytest.mark.django_db
def test_search_and_availability_on_the_desk(academy: Any, ice: list[Person], client_for: Any) -> None:
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    client = client_for(officer)
    search = reverse("responses_experts")
    assert ice[0].name in client.get(search, {"q": "冰川"}).content.decode()
    assert ice[0].name not in client.get(search, {"q": "冰川", "unit": academy.south.slug}).content.decode()
    assert ice[0].name not in client.get(search, {"q": "冰川", "language": "en"}).content.decode()
    for nothing in ({}, {"q": "qwxyz"}, {"q": "x" * 9000, "unit": "no-such", "language": "'", "free": "9"}):
        assert client.get(search, nothing).status_code == 200
    case = make_case(academy, about=Article.objects.filter(authors__person=ice[0]).first())
    assert ice[0].name in client.get(reverse("responses_case", args=[case.pk])).content.decode()
    # The person keeps their own page; a stranger does not see it.
    own = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    mine = client_for(own)
    page = mine.get(search, follow=True)
    address = reverse("responses_expert", args=[own.person.pk])
    assert page.redirect_chain[-1][0] == address and page.status_code == 200
    step = lambda name: reverse("responses_expert_step", args=[own.person.pk, name])  # noqa: E731
    profile = {"profile-topics": "冰川\n\n冻土", "profile-speaks_en": "on", "profile-training": "basic"}
    profile["profile-contact_by"] = "phone"
    assert mine.post(step("profile"), profile).status_code == 302
    assert own.person.expert_profile.topic_list == ["冰川", "冻土"] and not own.person.expert_profile.speaks_zh
    assert own.person in names(queries.find_experts("glaciers", language="en"))
    bad = mine.post(step("profile"), {**profile, "profile-speaks_en": "", "profile-topics": "留着的话"})
    assert bad.status_code == 400 and "留着的话" in bad.content.decode()
    today = timezone.localdate()
    days = {"away-starts_on": today.isoformat(), "away-ends_on": today.isoformat()}
    assert mine.post(step("away"), days).status_code == 302
    assert mine.post(step("away"), {**days, "away-ends_on": "2001-01-01"}).status_code == 400
    away = own.person.expert_profile.aways.get()
    stranger = client_for(academy.user(Role.RESPONSE_OFFICER, academy.south_sea))
    assert stranger.get(address).status_code == 404
    assert stranger.post(reverse("responses_back_again", args=[away.pk])).status_code == 404
    assert mine.post(reverse("responses_back_again", args=[away.pk])).status_code == 302
    assert mine.post(step("out"), {"out-reason": ""}).status_code == 302
    with translation.override("zh-hans"):
        assert mine.post(step("in")).status_code == 302 and mine.post(step("nonsense")).status_code == 404
    speakers = reverse("responses_speakers")
    values = {"unit": academy.north_lake.pk, "person": own.person.pk, "is_first": "on"}
    assert client.post(speakers, values).status_code == 302
    assert client.post(speakers, {**values, "unit": academy.south_sea.pk}).status_code == 400
    assert own.person.name in client.get(speakers).content.decode()
