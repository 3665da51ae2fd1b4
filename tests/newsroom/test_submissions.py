"""Offered upward and adopted: who may, what each step leaves behind, one story on several sites, the table."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from scicomm.channels.models import Release
from scicomm.core.models import Delivery, FactRecord
from scicomm.core.worker import Worker
from scicomm.desk.queries.waiting import tasks_for
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.actions import OfferMoved
from scicomm.newsroom.models import Lead, Submission, SubmissionStep, Topic
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit
from scicomm.portal.middleware.page_cache import STORE
from scicomm.portal.models import CacheGeneration
from scicomm.portal.queries.generation import forget
from tests.factories.levels import editor
from tests.factories.newsroom import make_story

pytestmark = pytest.mark.django_db


def offered(academy: Any, story: Any, *to: Unit) -> list[Submission]:
    return actions.offer_story(
        story, to=to or (academy.top,), words="院里也许用得上", acting_user=editor(academy, academy.north_lake)
    )


def facts(*names: str) -> list[tuple[str, int, str]]:
    rows = FactRecord.objects.filter(name__in=[f"newsroom.{name}" for name in names]).order_by("pk")
    return [(row.name.removeprefix("newsroom."), row.unit_id, row.subject) for row in rows]


def test_an_offer_goes_back_and_forth_and_both_units_get_their_fact(academy: Any) -> None:
    story = make_story(academy)
    (row,) = offered(academy, story)
    assert offered(academy, story) == [row] and SubmissionStep.objects.count() == 1, "offered twice is offered once"
    top, lake = editor(academy, academy.top), editor(academy, academy.north_lake)
    assert [task.title for task in tasks_for(top)] == [row.title]
    for words, act in (("", actions.ask_for_changes), (" ", actions.decline_offer)):
        with pytest.raises(ValidationError):
            act(row, words=words, acting_user=top)
    actions.ask_for_changes(row, words="加一张图", acting_user=top)
    assert [task.title for task in tasks_for(lake) if "加" not in task.title].count(row.title) >= 1
    actions.offer_again(row, words="加了", acting_user=lake)
    actions.adopt(row, acting_user=top)
    assert actions.adopt(row, acting_user=top).state == "adopted"
    with pytest.raises(OfferMoved):
        actions.decline_offer(row, words="晚了", acting_user=top)
    subject = f"newsroom.story:{story.pk}"
    assert facts("story_submitted_upward", "submission_answered", "story_adopted", "story_taken_up") == [
        ("story_submitted_upward", academy.north_lake.pk, subject),
        ("submission_answered", academy.north_lake.pk, subject),
        ("story_submitted_upward", academy.north_lake.pk, subject),
        ("story_adopted", academy.north_lake.pk, subject),
        ("story_taken_up", academy.top.pk, subject),
    ]
    assert [(step.verb, step.days) for step in row.steps.all()] == [
        ("offer", None), ("ask", 0), ("offer", None), ("adopt", 0),
    ]  # fmt: skip


def test_only_the_unit_offers_and_only_the_unit_it_was_offered_to_answers(academy: Any) -> None:
    story = make_story(academy)
    lake, north, top = (editor(academy, unit) for unit in (academy.north_lake, academy.north, academy.top))
    for to in ([academy.south], [academy.north_lake], [academy.north_hill], []):
        with pytest.raises(ValidationError):
            actions.offer_story(story, to=to, acting_user=lake)
    with pytest.raises(PermissionDenied):
        actions.offer_story(story, to=[academy.top], acting_user=north)
    branch, above = offered(academy, story, academy.north, academy.top)
    for row, user in ((above, north), (branch, top), (branch, lake)):
        with pytest.raises(PermissionDenied):
            actions.adopt(row, acting_user=user)
    with pytest.raises(PermissionDenied):
        actions.take_back_offer(branch, acting_user=north)
    actions.take_back_offer(branch, acting_user=lake)
    (again,) = offered(academy, story, academy.north)
    assert (again.pk, again.state) == (branch.pk, "offered")
    seen = {unit.slug: permissions.submissions_for(editor(academy, unit)).count() for unit in Unit.objects.all()}
    assert seen == {
        "academy": 2, "north": 2, "north-lake": 2, "north-hill": 0, "south": 0, "south-star": 0, "south-sea": 0,
    }  # fmt: skip
    gone = make_story(academy, state="withdrawn")
    with pytest.raises(ValidationError):
        offered(academy, gone)


def test_an_adopted_lead_becomes_a_topic_above_and_the_institute_keeps_its_own(academy: Any) -> None:
    story = make_story(academy)
    lead: Lead = story.dossier.topic.lead
    (row,) = actions.offer_lead(lead, to=[academy.north], acting_user=editor(academy, academy.north_lake))
    actions.adopt(row, acting_user=editor(academy, academy.north))
    row.refresh_from_db()
    topic = Topic.objects.get(unit=academy.north)
    assert row.topic == topic and topic.title == lead.title and lead.topic.unit == academy.north_lake
    about = FactRecord.objects.get(name="newsroom.lead_taken_up")
    assert (about.unit_id, about.subject) == (academy.north.pk, f"newsroom.topic:{topic.pk}")
    assert list(about.edges.values_list("about", flat=True)) == [f"newsroom.lead:{lead.pk}"]
    assert facts("lead_adopted") == [("lead_adopted", academy.north_lake.pk, f"newsroom.lead:{lead.pk}")]
    with pytest.raises(ValidationError):
        actions.end_adoption(row, words="不用了", acting_user=editor(academy, academy.north))


def page(path: str) -> str:
    """A page as a process shows it that has just asked for the generation; titles without their places to break."""
    STORE.clear()
    forget()
    return Client().get(path).content.decode().replace("<wbr>", "")


def feed(unit: str) -> str:
    return page(f"/feeds/{unit}/atom.xml")


def test_an_adopted_story_stands_on_the_higher_site_with_one_address_and_everything_reaches_it(academy: Any) -> None:
    """Held: nothing shows. Public: page and feed of the branch show the very story. Taken off, adopted again, withdrawn."""
    story = make_story(academy, state="held", title="湖冰晚了十六天")
    (row,) = offered(academy, story, academy.north)
    north = editor(academy, academy.north)
    actions.adopt(row, acting_user=north)
    Worker().drain()
    assert "湖冰晚了十六天" not in page("/north/") + feed("north")
    actions.set_embargo(story, until=None, acting_user=editor(academy, academy.north_lake), reason="论文已提前刊出")
    Worker().drain()
    shown = page("/north/")
    assert 'href="/north-lake/' in shown and "湖冰晚了十六天" in shown and 'badge--go"' in shown
    assert "湖冰晚了十六天" in feed("north") and "<name>湖泊研究所</name>" in feed("north")
    assert page("/north-hill/").count("湖冰晚了十六天") == 0 and 'badge--go"' not in page("/north-lake/")
    assert Release.objects.filter(dossier__story=story, channel__unit=academy.north, state="sent").count() == 2
    assert queries.adopted_stories(academy.north).get().pk == story.pk

    before = CacheGeneration.objects.get().number
    actions.end_adoption(row, words="主页改版", acting_user=north)
    assert CacheGeneration.objects.get().number > before, "kept pages are old the moment it is taken off"
    Worker().drain()
    assert "湖冰晚了十六天" not in feed("north") and "湖冰晚了十六天" in feed("north-lake")
    assert 'badge--go"' not in page("/north/")
    assert facts("story_adoption_ended") == [("story_adoption_ended", academy.north.pk, f"newsroom.story:{story.pk}")]

    offered(academy, story, academy.north)
    before = CacheGeneration.objects.get().number
    actions.adopt(row, acting_user=north)
    assert CacheGeneration.objects.get().number > before, "and the moment it is adopted"
    Worker().drain()
    assert "湖冰晚了十六天" in feed("north") and 'badge--go"' in page("/north/")
    actions.withdraw_story(story, reason="数据有误", acting_user=editor(academy, academy.north_lake))
    Worker().drain()
    assert "湖冰晚了十六天" not in feed("north") + page("/north/")
    assert not Delivery.objects.exclude(state="done").exists()


@pytest.mark.parametrize("many", [1, 6])
def test_pages_lists_and_the_table_cost_the_same_however_many(
    academy: Any, many: int, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    top = editor(academy, academy.top)
    for unit in (academy.north_lake, academy.south_star)[: 1 + (many > 1)]:
        for number in range(many):
            story = make_story(academy, unit, title=f"{unit.slug} {number}")
            actions.offer_story(story, to=[academy.top], acting_user=editor(academy, unit))
    for row in Submission.objects.all():
        actions.adopt(row, acting_user=top)
    with django_assert_max_num_queries(2):
        table = queries.submissions_table(top, timezone.localdate().year)
    assert len(table.rows) == 1 + (many > 1) and table.total and table.total.rate == 100
    client = client_for(top)
    for path in ("/admin/submissions/", "/admin/submissions/figures/"):
        client.get(path)
        with django_assert_max_num_queries(12 + 14):  # fourteen are the shell's own
            assert client.get(path).status_code == 200
    with django_assert_max_num_queries(23):
        Client().get("/academy/")


def test_the_table_is_by_unit_month_and_year_and_safe_for_spreadsheets(academy: Any, client_for: Any) -> None:
    Unit.objects.filter(pk=academy.north_lake.pk).update(name_zh="=1+1", name_en="=1+1")
    story, other = make_story(academy), make_story(academy, academy.north_hill)
    (row,) = offered(academy, story)
    (hill,) = actions.offer_story(other, to=[academy.top], acting_user=editor(academy, academy.north_hill))
    top = editor(academy, academy.top)
    actions.decline_offer(hill, words="不合适", acting_user=top)
    actions.adopt(row, acting_user=top)
    year = timezone.localdate().year
    long_ago = timezone.make_aware(dt.datetime(year - 1, 3, 31, 23, 30))
    SubmissionStep.objects.filter(submission=row).update(made_at=long_ago)
    SubmissionStep.objects.filter(submission=row, verb="adopt").update(days=7)
    client = client_for(top)
    old = list(
        csv.reader(
            io.StringIO(client.get(f"/admin/submissions/figures.csv?year={year - 1}").content.decode("utf-8-sig"))
        )
    )
    assert [line[:2] + line[3:] for line in old[1:]] == [
        ["'=1+1", "north-lake", "", "1", "1", "0", "0", "100%", "7"],
        ["'=1+1", "north-lake", "3", "1", "1", "0", "0", "100%", "7"],
    ]
    text = client.get("/admin/submissions/figures/").content.decode()
    assert "山地研究所" in text and "=1+1" not in text and f"?year={year - 1}" in text
    assert client.get("/admin/submissions/figures/?year=x").status_code == 404
    branch = client_for(editor(academy, academy.south)).get("/admin/submissions/figures.csv").content.decode()
    assert "山地研究所" not in branch


def test_the_panel_offers_and_answers_with_buttons(academy: Any, client_for: Any) -> None:
    story = make_story(academy, state="published")
    lake, top = client_for(editor(academy, academy.north_lake)), client_for(editor(academy, academy.top))
    desk = f"/admin/stories/{story.pk}/"
    assert f"{desk}offer/" in lake.get(desk).content.decode()
    assert lake.post(f"{desk}offer/", {"to": [academy.top.pk, academy.north.pk], "words": "请看"}).url == desk
    row = Submission.objects.get(to_unit=academy.top)
    step = f"/admin/submissions/{row.pk}/step/"
    assert step in top.get(desk).content.decode() and step in lake.get(desk).content.decode()
    refused = top.post(step, {"decline": "1", "words": ""})
    assert refused.status_code == 409
    assert top.post(step, {"ask": "1", "words": "标题太长"}).url == desk
    assert lake.post(step, {"adopt": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "changes", "the unit itself adopts nothing"
    assert lake.post(step, {"again": "1", "words": "改短了"}).url == desk and top.post(step, {"adopt": "1"}).url == desk
    row.refresh_from_db()
    assert row.state == "adopted"
    lead = story.dossier.topic.lead
    assert lake.post(f"/admin/leads/{lead.pk}/offer/", {"to": [academy.north.pk]}).url == f"/admin/leads/{lead.pk}/"
    offer = Submission.objects.get(lead=lead)
    branch = client_for(editor(academy, academy.north))
    assert branch.get(f"/admin/leads/{lead.pk}/").status_code == 200
    made = branch.post(f"/admin/submissions/{offer.pk}/step/", {"adopt": "1"})
    assert made.url == f"/admin/topics/{Topic.objects.get(unit=academy.north).pk}/"
    stranger = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert stranger.get(f"/admin/submissions/{row.pk}/").status_code == 404
    for path in (
        "/admin/submissions/?side=in",
        "/admin/submissions/?side=out&state=adopted",
        f"/admin/submissions/{row.pk}/",
    ):
        assert top.get(path).status_code == 200
