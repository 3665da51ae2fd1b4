"""A review sends no mail by itself: Wagtail would send inside the transaction, before it is known whether it is committed."""

from __future__ import annotations

from typing import Any

from django.core import mail
from wagtail import signals

from scicomm.newsroom.apps import send_nothing
from scicomm.organisation.enums import Role
from scicomm.organisation.models import User
from tests.factories.newsroom import make_story


def test_a_review_sends_no_mail(academy: Any) -> None:
    assert academy.superuser.email, "Wagtail writes to superusers with an address"
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    assert User.objects.get(pk=officer.pk).email, "Wagtail writes to whoever submitted"
    make_story(academy, state="published")
    make_story(academy, state="returned", title="另一个故事")
    assert [message.subject for message in mail.outbox] == []


def test_wagtails_own_receivers_stay_out() -> None:
    """Fails when a new version of Wagtail connects its mails under another name."""
    events = (signals.workflow_submitted, signals.workflow_approved, signals.workflow_rejected, signals.task_submitted)
    for event in events:
        receivers = [entry[1]() for entry in event.receivers]  # weak references
        assert send_nothing in receivers
        assert not any(type(receiver).__module__ == "wagtail.admin.mail" for receiver in receivers)
