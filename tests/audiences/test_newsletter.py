"""The newsletter reaches every confirmed reader once, holds each story once, and counts itself once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.actions import NothingToSend
from scicomm.audiences.clients import BackendPostman, Postman
from scicomm.audiences.models import Issue, OutgoingMail
from scicomm.audiences.permissions import get_issue_for
from scicomm.audiences.rules import Letter
from scicomm.audiences.tasks import build_issues, send_mails
from scicomm.audiences.tasks.jobs import send_due
from scicomm.core.doors import held_open
from scicomm.core.mail import mail_folder
from scicomm.core.models import FactRecord
from scicomm.newsroom.actions import withdraw_story
from scicomm.newsroom.models import DOOR
from scicomm.organisation.enums import Role
from tests.factories.audiences import kept, reader
from tests.factories.channels import released_story, releases

pytestmark = pytest.mark.django_db


def sent_facts() -> list[FactRecord]:
    return list(FactRecord.objects.filter(name="audiences.newsletter_sent").prefetch_related("edges"))


class Killed(BaseException):
    """The worker process dies here."""


class DyingPostman(Postman):
    """Hands the mail over and is killed before anybody writes it down."""

    def __init__(self) -> None:
        self.real = BackendPostman()

    def send(self, letter: Letter) -> None:
        self.real.send(letter)
        raise Killed

    def close(self) -> None:
        self.real.close()


def test_the_weekly_issue_reaches_every_confirmed_reader_once(academy: Any) -> None:
    story = released_story(academy)
    readers = [reader(), reader()]
    actions.ask_to_subscribe(email="never@readers.example", language="zh-hans", consent_locale="zh-hans")
    reader(language="en")
    OutgoingMail.objects.all().delete()
    for _run in range(2):
        build_issues()
        send_mails()
    issue = Issue.objects.get()
    assert (issue.unit, issue.state, issue.recipients) == (academy.top, "sent", 2)
    assert {mail.subscription_id for mail in issue.mails.all()} == {row.pk for row in readers}
    [fact] = sent_facts()
    assert fact.payload == {"recipients": 2}
    assert [edge.about for edge in fact.edges.all()] == [f"newsroom.story:{story.pk}"]
    assert releases(story)["academy-newsletter-zh-hans"].state == "sent"


def test_who_chose_units_gets_theirs_and_who_wants_all_gets_the_academys(academy: Any) -> None:
    released_story(academy, academy.north_lake)
    everything, lake = reader(), reader(units=[academy.north_lake])
    reader(units=[academy.south_sea])
    build_issues()
    found = {
        (mail.issue.unit.slug, mail.subscription_id) for mail in OutgoingMail.objects.select_related("issue__unit")
    }
    assert found == {("academy", everything.pk), ("north-lake", lake.pk)}


def test_the_mail_carries_what_mail_programs_need_to_leave_with_a_click(academy: Any) -> None:
    story = released_story(academy)
    row = reader()
    build_issues()
    send_mails()
    mail = OutgoingMail.objects.get()
    message = kept(mail)
    assert message is not None
    assert message["Message-ID"] == mail.message_id == f"<issue-{mail.issue_id}-{row.pk}@localhost>"
    assert message["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}/unsubscribe/{row.leave_token}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["To"] == row.email and message["Auto-Submitted"] == "auto-generated" and message["List-Id"]
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    for body in (text.get_content(), html.get_content()):
        assert story.title in body and f"{settings.SITE_URL}{story.url}" in body and row.manage_token in body
    # The layout's tables are for mail programs that know nothing else; to a screen reader they are none.
    assert not re.findall(r'<table(?![^>]*role="presentation")', html.get_content())
    assert "<img" not in html.get_content()


def test_a_hostile_title_runs_nothing_and_adds_no_header(academy: Any) -> None:
    story = released_story(academy)
    story.title = "<script>alert(1)</script>\r\nBcc: all@readers.example"
    with held_open(DOOR):
        story.save()
    reader()
    build_issues()
    send_mails()
    message = kept(OutgoingMail.objects.get())
    assert message is not None and message["Bcc"] is None
    html = message.get_body(("html",))
    assert html is not None and "<script" not in html.get_content()


def test_a_worker_killed_after_sending_sends_the_same_mail_not_a_second_one(academy: Any, settings: Any) -> None:
    released_story(academy)
    reader()
    build_issues()
    before = len(list(mail_folder().glob("*.eml"))) if mail_folder().exists() else 0
    with pytest.raises(Killed):
        send_due(DyingPostman())
    mail = OutgoingMail.objects.get()
    assert mail.state == "in_flight" and kept(mail) is not None
    # While the lease runs nobody takes it; then it is sent again under the same name.
    assert send_mails() == 0
    OutgoingMail.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert send_mails() == 1
    assert len(list(mail_folder().glob("*.eml"))) == before + 1
    assert len(sent_facts()) == 1


def test_a_reader_who_leaves_before_sending_gets_nothing(academy: Any) -> None:
    released_story(academy)
    stays, leaves = reader(), reader()
    build_issues()
    actions.end_subscription(leaves)
    send_mails()
    states = dict(OutgoingMail.objects.values_list("subscription_id", "state"))
    assert states == {stays.pk: "sent", leaves.pk: "skipped"}
    assert sent_facts()[0].payload == {"recipients": 1}


def test_a_story_withdrawn_before_sending_is_not_mailed(academy: Any) -> None:
    good, bad = released_story(academy, title="留下的"), released_story(academy, title="撤下的")
    reader()
    build_issues()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    withdraw_story(bad, acting_user=officer, reason="数据有误")
    send_mails()
    message = kept(OutgoingMail.objects.get())
    assert message is not None
    text = message.get_body(("plain",))
    assert text is not None and good.title in text.get_content() and bad.title not in text.get_content()


def test_an_issue_that_nobody_wants_any_more_gives_its_stories_back(academy: Any) -> None:
    story = released_story(academy)
    row = reader()
    build_issues()
    actions.end_subscription(row)
    send_mails()
    assert sent_facts() == [] and Issue.objects.get().recipients == 0
    assert releases(story)["academy-newsletter-zh-hans"].state == "waiting"
    reader()
    actions.send_issue_now(academy.top, "zh-hans", acting_user=academy.superuser)
    send_mails()
    assert sent_facts()[0].payload == {"recipients": 1}


def test_an_issue_comes_when_its_days_are_over_and_not_before(academy: Any) -> None:
    released_story(academy, title="第一周")
    reader()
    build_issues()
    released_story(academy, title="第二周")
    build_issues()
    assert Issue.objects.count() == 1
    Issue.objects.update(created_at=timezone.now() - dt.timedelta(days=7), period="2020-01-01")
    build_issues()
    assert Issue.objects.count() == 2


def test_without_news_or_without_readers_there_is_no_issue(academy: Any) -> None:
    reader()
    build_issues()
    assert Issue.objects.count() == 0
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    with pytest.raises(NothingToSend):
        actions.send_issue_now(academy.top, "zh-hans", acting_user=officer)
    with pytest.raises(NothingToSend):
        actions.send_issue_now(academy.top, "en", acting_user=officer)


def test_an_editor_sends_now_and_pressing_twice_sends_once(academy: Any, client_for: Any) -> None:
    released_story(academy)
    reader(units=[academy.north_lake])
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    page = client.get("/admin/newsletter/send/")
    chosen = [
        channel for channel in page.context["form"].fields["newsletter"].queryset if channel.language == "zh-hans"
    ]
    assert [channel.unit for channel in chosen] == [academy.north_lake]
    assert client.post("/admin/newsletter/send/", {"newsletter": chosen[0].pk}).status_code == 302
    again = client.post("/admin/newsletter/send/", {"newsletter": chosen[0].pk})
    assert again.status_code == 200 and again.context["form"].errors
    assert OutgoingMail.objects.count() == 1
    assert client.get(f"/admin/issues/inspect/{Issue.objects.get().pk}/").status_code == 200


def test_walls_another_unit_neither_sends_nor_sees_an_issue(academy: Any, client_for: Any) -> None:
    released_story(academy)
    reader(units=[academy.north_lake])
    build_issues()
    issue = Issue.objects.get()
    stranger = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    with pytest.raises(PermissionDenied):
        actions.send_issue_now(academy.north_lake, "zh-hans", acting_user=stranger)
    from django.http import Http404

    with pytest.raises(Http404):
        get_issue_for(stranger, issue.pk)
    client = client_for(stranger)
    assert client.get(f"/admin/issues/inspect/{issue.pk}/").status_code in {302, 404}
    assert issue.subject not in client.get("/admin/issues/").content.decode()
    assert (
        client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake)).get("/admin/newsletter/send/").status_code == 404
    )
