"""Promises: the same is found and goes on as one; what nobody takes grows old and says so; dates and talk give leads once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from scicomm.core.models import FactRecord, Subject
from scicomm.core.queries import calendar
from scicomm.core.worker import Worker
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import ImportantDate, Lead, TalkedSubject, Topic
from scicomm.newsroom.rules.decay import HALF_LIFE, STALE_AFTER
from scicomm.newsroom.tasks import mine_leads
from scicomm.organisation.enums import Role
from tests.factories.newsroom import make_article, make_story, make_topic

pytestmark = pytest.mark.django_db


def report(academy: Any, title: str, unit: Any = None, **values: Any) -> Lead:
    user = academy.user(Role.CONTRIBUTOR, unit or academy.north_lake)
    return actions.report_lead(
        title=title, body="", unit=user.person.unit, reported_by=user.person, acting_user=user, **values
    )


def test_the_likely_same_is_proposed_with_its_reason_and_only_what_one_may_see(academy: Any, client_for: Any) -> None:
    article = make_article(
        academy.north_lake, title_zh="高原湖冰提前十一天融化", title_en="Plateau lake ice melts early"
    )
    first = report(academy, "高原湖冰提前融化十一天")
    elsewhere = report(academy, "高原湖冰提前十一天融化了", academy.south_sea)
    story = make_story(academy, title="讲同一篇论文的稿子", article=article)
    report(academy, "毫不相干的深海细菌")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    lead = report(academy, "湖冰", article=article)
    found = queries.twins_of(lead, officer)
    assert [twin.title for twin in found] == [story.draft_title, first.title]
    assert article.doi in found[0].reason and found[0].likeness == 1.0 and "%" in found[1].reason
    assert elsewhere.title in {twin.title for twin in queries.twins_of(lead, academy.superuser)}
    page = client_for(officer).get(reverse("newsroom_lead", args=[lead.pk])).content.decode()
    assert first.title in page and elsewhere.title not in page


def test_what_is_the_same_goes_on_as_one_and_its_sender_follows(academy: Any, client_for: Any, mailoutbox: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    first, second, third = report(academy, "湖冰一"), report(academy, "湖冰二"), report(academy, "湖冰三")
    client = client_for(officer)
    assert client.post(reverse("newsroom_merge", args=[third.pk]), {"into": f"lead:{second.pk}"}).status_code == 302
    for _twice in range(2):
        actions.merge_lead(second, into=first, acting_user=officer)
    assert set(Lead.objects.filter(same_as=first)) == {second, third}
    assert FactRecord.objects.filter(name="newsroom.lead_merged").count() == 2
    with pytest.raises(ValidationError):
        actions.accept_lead(second, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.merge_lead(first, into=second, acting_user=officer)
    actions.accept_lead(first, acting_user=officer)
    mine = client_for(first.reported_by.user).get("/en/report/").content.decode()
    assert mine.count("accepted") == 3 and mine.count("both go on as one") == 2
    Worker().drain()
    assert len(mailoutbox) == 2
    # A topic without a lead takes one as its own; nobody merges into what is not theirs.
    topic = actions.open_topic(unit=academy.north_lake, acting_user=officer, title="湖冰专题")
    fourth = actions.merge_lead(report(academy, "湖冰四"), into=topic, acting_user=officer)
    assert Topic.objects.get(pk=topic.pk).lead == fourth and fourth.state == "accepted"
    far = report(academy, "远处", academy.south_sea)
    assert client.post(reverse("newsroom_merge", args=[first.pk]), {"into": f"lead:{far.pk}"}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.merge_lead(far, into=first, acting_user=officer)


def test_what_nobody_takes_loses_half_says_so_and_goes_stale(academy: Any, mailoutbox: Any) -> None:
    lead = report(academy, "等了很久", language="en")
    waits = report(academy, "要等", embargo_until=timezone.now() + dt.timedelta(days=300))
    today, worked = timezone.localdate(), calendar()
    assert actions.age_leads(today) == 0 and queries.ageing_in_words(lead, today) == ""
    half, over = (worked.add_working_days(today, days) for days in (HALF_LIFE, STALE_AFTER))
    actions.age_leads(half)
    lead.refresh_from_db()
    assert lead.value_now == round(lead.news_value / 2, 3)
    with translation.override("en"):
        assert queries.ageing_in_words(lead, half).startswith("Lost half its value since")
    for _twice in range(2):
        actions.age_leads(over)
    lead.refresh_from_db()
    assert lead.state == "stale" and Lead.objects.get(pk=waits.pk).state == "new"
    assert FactRecord.objects.get(name="newsroom.lead_went_stale").payload == {"working_days": STALE_AFTER}
    Worker().drain()
    (letter,) = mailoutbox
    assert letter.subject == "Nobody took your lead in time" and "等了很久" in letter.body
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    assert actions.accept_lead(lead, acting_user=officer).title == "等了很久"


def test_a_declined_lead_tells_its_sender_why_in_their_language(academy: Any, mailoutbox: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    for language, word in (("en", "Their reason:"), ("zh-hans", "刚讲过")):
        actions.decline_lead(report(academy, "x", language=language), acting_user=officer, reason="刚讲过")
        Worker().drain()
        assert word in mailoutbox[-1].body and "刚讲过" in mailoutbox[-1].body
    outside = Lead.objects.create(
        unit=academy.north_lake, title="y", source="mail", outside_sender="路人 <p@by.example>"
    )
    actions.decline_lead(outside, acting_user=officer, reason="z")
    Worker().drain()
    assert mailoutbox[-1].to == ["p@by.example"]
    assert actions.forget_senders(timezone.now() + dt.timedelta(days=200)) == 1


def test_a_date_that_comes_near_gives_one_lead_each_time_it_comes(academy: Any) -> None:
    today = timezone.localdate()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    subject = Subject.objects.all()[0]
    make_article(academy.north_lake).subjects.add(subject)
    values = {"recurrence": "yearly", "days": 1, "mined_days_ahead": 30, "version": "2026", "is_on": True}
    date = actions.set_important_date(
        unit=academy.north_lake, acting_user=officer, name_zh="开放日", first_on=today + dt.timedelta(days=20),
        subjects=[subject], **values,
    )  # fmt: skip
    actions.set_important_date(
        unit=academy.north_lake, acting_user=officer, name_zh="还早", first_on=today + dt.timedelta(days=60), **values
    )
    mine_leads()
    mine_leads()
    lead = Lead.objects.get(source="date")
    assert lead.important_date == date and "开放日" in lead.title
    assert {reason["code"] for reason in lead.reasons} == {"date_ahead", "own_papers"}
    assert all("%" not in reason["text"] for reason in queries.reasons_in_words(lead))
    assert actions.mine_date(date, today + dt.timedelta(days=366)) is not None
    topic = actions.accept_lead(lead, acting_user=officer)
    assert topic.important_date == date and topic.planned_on == date.first_on


def test_talk_outside_gives_a_lead_where_a_unit_has_papers(academy: Any) -> None:
    today = timezone.localdate()
    talked, other = Subject.objects.all()[:2]
    for number in range(4):
        TalkedSubject.objects.create(mention=f"m:{number}", subject=talked, day=today)
    TalkedSubject.objects.create(mention="m:9", subject=other, day=today)
    for unit in (academy.north_lake, academy.north_lake, academy.south_sea):
        make_article(unit).subjects.add(talked, other)
    mine_leads()
    mine_leads()
    leads = Lead.objects.filter(source="talk")
    assert {(lead.unit, lead.reasons[0]["value"]) for lead in leads} == {
        (academy.north_lake, "4"), (academy.south_sea, "4"),
    }  # fmt: skip
    assert talked.name in queries.reasons_in_words(leads[0])[0]["text"]


def test_only_editors_of_the_unit_keep_its_dates_and_those_below_see_them(academy: Any, client_for: Any) -> None:
    top = academy.user(Role.COORDINATOR, academy.top)
    client = client_for(top)
    data = {
        "unit": "academy", "name_zh": "公众科学日", "name_en": "Public Science Day", "recurrence": "yearly",
        "first_on": "2026-05-16", "days": "2", "mined_days_ahead": "60", "version": "2026", "is_on": "on",
    }  # fmt: skip
    assert client.post(reverse("newsroom_new_date"), data).status_code == 302
    date = ImportantDate.objects.get()
    assert client.post(reverse("newsroom_new_date"), {**data, "first_on": "no"}).status_code == 400
    assert client.post(reverse("newsroom_new_date"), data).status_code == 400
    assert client.post(reverse("newsroom_edit_date", args=[date.pk]), {**data, "days": "3"}).status_code == 302
    date.refresh_from_db()
    assert (date.days, date.sequence) == (3, 1)
    contributor = client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    assert "公众科学日" in contributor.get(reverse("newsroom_dates")).content.decode()
    assert contributor.post(reverse("newsroom_edit_date", args=[date.pk]), data).status_code == 404
    assert contributor.get(reverse("newsroom_new_date")).status_code in {302, 403}


def test_lists_ask_the_same_however_long_they_are(academy: Any, django_assert_max_num_queries: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    for count in (2, 14):
        for number in range(count):
            report(academy, f"{count}-{number} 湖冰提前融化")
            make_topic(academy, academy.north_lake, title=f"选题 {count} {number}")
        lead = Lead.objects.filter(state="new").latest("pk")
        with django_assert_max_num_queries(9):
            list(queries.board_of(officer)) + list(queries.board_choices(officer).values())
        with django_assert_max_num_queries(3):
            [str(row.unit) for row in queries.leads_listed(officer, "new")]
        with django_assert_max_num_queries(6):
            queries.twins_of(lead, officer)
        with django_assert_max_num_queries(8):
            for row in queries.leads_of(lead.reported_by):
                list(row.attachments.all())
