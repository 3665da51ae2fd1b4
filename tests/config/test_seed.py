"""Promises of the demonstration: its data agree with themselves; it is built once, whole, and by the real actions."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from scicomm.config.demo import build, stories
from scicomm.config.demo.clock import Calendar, as_of, by_day, denser
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.sign_ins import sign_in_lines
from scicomm.core.models import Delivery, FactRecord, ProgressRow
from scicomm.core.progress import Fan
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.journals.rules.jats import read_article
from scicomm.listening.rules.parsing import parse_feed
from scicomm.newsroom.blocks import StoryBody
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import AcademyPage, Person, Unit, UnitPage, User
from scicomm.organisation.permissions import Role

DATA = DemoData()
STATES = {
    "draft", "first_review", "second_review", "final_review", "returned", "embargoed", "published", "withdrawn",
}  # fmt: skip
# What is rewritten in every run without meaning anything: the run's own bar, and working marks of the queue.
NOT_COUNTED = {"core.ProgressRow", "core.TaskLease"}


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Covers, mails and the search index of the demonstration stay out of other tests."""
    settings.SCICOMM_HOME = tmp_path
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def counts() -> dict[str, int]:
    """Rows of every table of ours."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("scicomm.")]
    return {model._meta.label: model._default_manager.count() for model in ours if model._meta.label not in NOT_COUNTED}


# ---------------------------------------------------------------------------- the data


def test_there_is_enough_of_everything() -> None:
    assert len(DATA.stories) == 40
    assert {story.state for story in DATA.stories} == STATES
    assert len(DATA.papers) == len({paper.doi for paper in DATA.papers}) == 60
    assert len(DATA.people) >= 30
    assert len({story.slug for story in DATA.stories}) == 40
    assert len(DATA.questions) == 16


def test_every_reference_leads_somewhere() -> None:
    units = {row["slug"] for row in DATA.units}
    people = {row["key"] for row in DATA.people if row["user"]}
    papers, told = {paper.doi for paper in DATA.papers}, {story.slug for story in DATA.stories}
    assert {row["parent"] for row in DATA.units} <= units | {None}
    for person in DATA.people:
        assert {person["unit"], *(held["unit"] for held in person["appointments"])} <= units
        assert {held["role"] for held in person["appointments"]} <= set(Role.values)
    for story in DATA.stories:
        assert story.unit in units
        assert {story.lead["reported_by"], *story.experts} <= people, story.slug
        assert story.article in papers | {""}, story.slug
        assert story.withdrawn_with in papers | {""}, story.slug
    for question in DATA.questions:
        assert question.expert in people | {""}, question.question
        assert question.story in told | {""} and question.article in papers | {""}, question.question
    for row in [*DATA.leads, *DATA.watches]:
        assert row["unit"] in units and row.get("reported_by", row.get("owner")) in people


def test_every_institute_has_its_reviewers_and_its_writer() -> None:
    held = {(one["role"], one["unit"]) for person in DATA.people for one in person["appointments"]}
    parents = {row["slug"]: row["parent"] for row in DATA.units}
    for unit in {story.unit for story in DATA.stories}:
        wanted = {("communication_officer", unit), ("first_reviewer", unit), ("second_reviewer", parents[unit])}
        assert wanted <= held, unit


def test_every_text_fits_the_story_it_goes_into() -> None:
    block = StoryBody()
    for story in DATA.stories:
        for text in story.texts.values():
            block.clean(block.normalize(stories.body_of(text)))
            assert len(text.cover_caption) <= 300 and len(text.title) <= 255, story.slug


def test_every_paper_and_every_feed_can_be_read() -> None:
    for paper in DATA.papers:
        parsed = read_article(paper.source, name=paper.path.name)
        assert parsed.doi == paper.doi
    addresses = [item.url for path in DATA.feeds for item in parse_feed(path.read_bytes()).items]
    assert len(addresses) == len(set(addresses)) >= 25
    assert {row["url"] for row in DATA.public["rumours"]} <= set(addresses)


# ---------------------------------------------------------------------------- when


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(2026, 3, 1), dt.date(2028, 2, 29)])
def test_what_came_first_stays_first_and_nothing_lies_ahead(day: dt.date) -> None:
    calendar = Calendar(day)
    for told in (stories.Told(story, "zh-hans", calendar) for story in DATA.stories):
        moments = [event.at for event in stories.events_of(told, None)]
        assert moments == sorted(moments), told.data.slug
        assert calendar.foundation < moments[0] and moments[-1] < calendar.base, told.data.slug
        paper = next((paper for paper in DATA.papers if paper.doi == told.data.article), None)
        if paper:
            assert build.papers.paper_moment(paper, DATA, calendar) < moments[0], told.data.slug


def test_a_paper_that_an_embargo_covers_stays_outside_until_its_day() -> None:
    paper = next(paper for paper in DATA.papers if paper.doi == "10.5555/lakes.2026.019")
    before, on = (Calendar(paper.published_on - dt.timedelta(days=days)) for days in (1, 0))
    taken_in = [{event.words for event in build.papers.paper_events(DATA, calendar)} for calendar in (before, on)]
    assert paper.doi not in taken_in[0] and paper.doi in taken_in[1]


def test_this_week_has_news_from_five_institutes() -> None:
    calendar = Calendar(dt.date(2027, 1, 15))
    fresh = {
        story.unit
        for story in DATA.stories
        if story.state == "published"
        and calendar.base - stories.Told(story, "zh-hans", calendar).moment("final") < dt.timedelta(days=10)
    }
    assert len(fresh) >= 5


def test_denser_days_keep_their_order() -> None:
    days = [step / 10 for step in range(1, 9000)]
    dense = [denser(day) for day in days]
    assert all(one < two for one, two in pairwise(dense))
    assert all(made <= given for made, given in zip(dense, days, strict=True) if given >= 1)


def test_nobody_posts_at_night() -> None:
    day = timezone.make_aware(dt.datetime(2026, 11, 20))
    hours = [by_day(day + dt.timedelta(minutes=minute)) for minute in range(0, 24 * 60, 7)]
    assert {timezone.localtime(moment).hour for moment in hours} == set(range(7, 22))
    assert by_day(day + dt.timedelta(hours=23, minutes=5)) == day + dt.timedelta(days=1, hours=7, minutes=5)
    assert by_day(day + dt.timedelta(hours=3)) == day + dt.timedelta(hours=7)


def test_inside_as_of_the_clock_stands_in_the_past_and_moves() -> None:
    moment = dt.datetime(2025, 5, 1, 9, tzinfo=dt.UTC)
    with as_of(moment):
        first, second = timezone.now(), timezone.now()
        assert timezone.localdate() == dt.date(2025, 5, 1)
    assert moment <= first < second < moment + dt.timedelta(seconds=1)
    assert timezone.now() > moment + dt.timedelta(days=1)


# ---------------------------------------------------------------------------- the build


def test_a_killed_run_is_taken_up_and_a_second_changes_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = stories.Told.sign, Counter[str]()

    def dies(told: stories.Told, step: str) -> None:
        seen[step] += 1
        if sum(seen.values()) == 5:
            raise KeyboardInterrupt
        real(told, step)

    monkeypatch.setattr(stories.Told, "sign", dies)
    with pytest.raises(KeyboardInterrupt):
        build.build_demo(Fan(), small=True)
    assert FactRecord.objects.filter(name="newsroom.story_published").count() < 4
    monkeypatch.setattr(stories.Told, "sign", real)
    assert build.build_demo(Fan(), today=dt.date(2020, 1, 1), small=True) == timezone.localdate()

    whole = counts()
    out = io.StringIO()
    call_command("seed", small=True, stdout=out)
    assert "nothing was changed" in out.getvalue()
    # Even a run that knows nothing of the first finds everything done.
    ProgressRow.objects.filter(key=build.KEY).delete()
    build.build_demo(Fan(), small=True)
    assert counts() == whole
    published = Counter(FactRecord.objects.filter(name="newsroom.story_published").values_list("subject", flat=True))
    stood = Dossier.objects.filter(published_at__isnull=False)
    assert published == {ref("newsroom", "story", dossier.story_id): 1 for dossier in stood}


def test_the_demonstration_looks_lived_in_and_every_page_answers(db: None) -> None:
    call_command("seed", small=True, stdout=io.StringIO())
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()
    assert not FactRecord.objects.filter(occurred_at__gt=timezone.now()).exists()
    for dossier in Dossier.objects.public().select_related("story"):
        assert dossier.published_at is not None and dossier.story.first_published_at is not None
        apart = abs(dossier.published_at - dossier.story.first_published_at)
        assert apart < dt.timedelta(seconds=5)
        assert dossier.sign_offs.values("reviewer").distinct().count() == 3
    assert {"published", "held", "returned", "withdrawn"} <= set(Dossier.objects.values_list("state", flat=True))
    assert Article.objects.filter(state=Article.State.RETRACTED).exists()
    assert Person.objects.filter(user__isnull=False).count() >= 10

    client = Client()
    pages = [*AcademyPage.objects.live(), *UnitPage.objects.live()]
    pages += [dossier.story for dossier in Dossier.objects.public()]
    addresses = [page.get_url() for page in pages] + [article.get_absolute_url() for article in Article.objects.all()]
    for address in addresses:
        assert client.get(address).status_code == 200, address

    lines = sign_in_lines()
    assert any("admin" in line for line in lines) and any("shenzhixia" in line for line in lines)
    user = User.objects.get(username="shenzhixia")
    assert user.check_password("demo-academy-2026")


# ---------------------------------------------------------------------------- an academy of one's own


def test_an_academy_of_ones_own_has_all_it_needs_to_begin(db: None) -> None:
    out = io.StringIO()
    call_command(
        "create-academy", name_zh="某某科学院", name_en="Some Academy", email="head@academy.example", stdout=out
    )
    user = User.objects.get(email="head@academy.example")
    password = out.getvalue().rsplit(": ", 1)[1].strip()
    assert user.check_password(password) and user.is_superuser
    assert Unit.objects.get(depth=1).slug == "some-academy"
    assert AcademyPage.objects.count() == 2 and UnitPage.objects.count() == 2
    assert user.person.appointments.filter(role=Role.ADMINISTRATOR).exists()
    assert sign_in_lines() == []


def test_a_second_academy_is_refused_in_words(academy: Any) -> None:
    with pytest.raises(CommandError, match="academy already"):
        call_command("create-academy", name_zh="某院", name_en="Other", email="head@academy.example")


def test_a_day_in_the_future_is_refused(db: None) -> None:
    ahead = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    with translation.override("en"), pytest.raises(CommandError, match=r"future|这一天还没有到"):
        call_command("seed", f"--today={ahead}")
