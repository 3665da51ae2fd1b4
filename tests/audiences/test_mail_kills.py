"""Dispatchers are killed in the middle: nobody is left out, at most one mail a kill goes twice, and under its own name.

Real processes and SIGKILL; the sink counts what it took by Message-ID.
"""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.clients import BackendPostman, Journal
from scicomm.audiences.clients.journal import journal_folder
from scicomm.audiences.enums import Purpose
from scicomm.audiences.models import Consent, Issue, OutgoingMail, Subscription
from scicomm.audiences.rules import message_id
from scicomm.audiences.tasks.sending import Dispatcher
from scicomm.config.benchmarks.mail_sink import Sink, Taken, sink_thread
from tests.factories.audiences import reader
from tests.factories.channels import released_story

READERS, KILLS = 1500, 8


def _queue(academy: Any) -> Issue:
    """An issue for many readers, some of whom left since, and one who asked for a confirmation."""
    released_story(academy)
    reader()
    issue = actions.build_issue(_newsletter(academy))
    assert issue is not None
    OutgoingMail.objects.all().delete()
    now = timezone.now()
    rows = Subscription.objects.bulk_create(
        Subscription(
            email=f"r{number}@d{number % 7}.example", language="zh-hans", state="left" if number % 50 == 0 else "confirmed",
            asked_at=now, confirmed_at=now, consent_version="1", consent_locale="zh-hans",
        )
        for number in range(READERS)
    )  # fmt: skip
    Consent.objects.bulk_create(
        Consent(
            subscription=row, purpose="newsletter", is_given=True, text_version="1", text_language="zh-hans", source="link",
            at=now,
        )
        for row in rows
    )  # fmt: skip
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            purpose=Purpose.ISSUE, issue=issue, subscription=row, next_try_at=now,
            message_id=message_id("issue", issue.pk, row.pk, settings.SITE_URL),
        )
        for row in rows
    )  # fmt: skip
    return issue


def _newsletter(academy: Any) -> Any:
    from scicomm.channels.queries import newsletters

    return newsletters("zh-hans").get(unit=academy.top)


def _dispatcher() -> int:
    """A dispatcher process that works until it is killed or nothing is left."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        # What the parent has open is not the child's: a journal of its own, a connection of its own.
        journal = Journal(journal_folder())
        with BackendPostman() as postman:
            while Dispatcher(postman, journal).run(5, 100_000)[1]:
                pass
    except Exception:  # noqa: BLE001 - told by the exit
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@pytest.mark.django_db(transaction=True)
def test_kills_lose_nothing_and_repeat_one_mail_each_at_most(academy: Any, settings: Any) -> None:
    issue = _queue(academy)
    taken: list[Taken] = []
    with sink_thread(Sink(taken.append)) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        chance = random.Random(7)
        for kill in range(KILLS):
            pid, before = _dispatcher(), len(taken)
            # In the middle of a mail, between two, in a note: whenever some more have gone out.
            goal, end = before + chance.randrange(20, READERS // KILLS), time.monotonic() + 20
            while len(taken) < goal and time.monotonic() < end:
                time.sleep(chance.random() / 500)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            assert len(taken) > before, kill
        killed_at = len(taken)
        assert os.waitpid(_dispatcher(), 0)[1] == 0
    assert killed_at < READERS * 0.98 and not list(journal_folder().glob("*.journal"))[KILLS:]
    wanted = set(OutgoingMail.objects.exclude(subscription__state="left").values_list("message_id", flat=True))
    counts = Counter(mail.message_id for mail in taken)
    assert set(counts) == wanted, "somebody got none, or one that was not wanted"
    again = sum(counts.values()) - len(counts)
    assert again <= KILLS and max(counts.values()) <= 2
    addresses = dict(OutgoingMail.objects.values_list("message_id", "subscription__email"))
    assert all(mail.to == addresses[mail.message_id] for mail in taken)
    states = Counter(OutgoingMail.objects.values_list("state", flat=True))
    assert states == {"sent": len(wanted), "skipped": READERS - len(wanted)}
    issue.refresh_from_db()
    assert (issue.state, issue.recipients) == ("sent", len(wanted))
