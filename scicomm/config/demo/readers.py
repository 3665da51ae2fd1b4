"""The demonstration's newsletter readers and the issues they got."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.db import transaction

from scicomm.audiences.actions import ask_to_subscribe, build_due_issues, confirm_subscription
from scicomm.audiences.clients import BackendPostman, Postman
from scicomm.audiences.enums import OPEN_MAILS
from scicomm.audiences.models import Issue, OutgoingMail, Subscription
from scicomm.audiences.rules import Letter, confirm_token
from scicomm.audiences.tasks.jobs import send_due
from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.stories import Told
from scicomm.config.demo.timeline import Event
from scicomm.organisation.models import Unit

READERS, SMALL_READERS = 40, 3
# The first reader came so many days ago, the others in even steps since.
FIRST_READER = 200.0
ISSUE_EVERY = dt.timedelta(days=7)
# So many mails of the newest issues stand in the inbox as examples; the others count as sent and are kept nowhere.
KEPT_MAILS = 6


class FewMails(Postman):
    """Hands the first few messages on and only counts the others."""

    def __init__(self, keep: int) -> None:
        self.keep = keep
        self.postman = BackendPostman()

    def send(self, letter: Letter) -> None:
        if self.keep > 0:
            self.keep -= 1
            self.postman.send(letter)

    def close(self) -> None:
        self.postman.close()


@transaction.atomic
def _join(email: str, language: str, units: list[str]) -> None:
    """Asked for and confirmed at once, so that no confirmation mail is left to send."""
    row = ask_to_subscribe(
        email=email,
        language=language,
        consent_locale=language,
        all_units=not units,
        units=Unit.objects.filter(slug__in=units),
    )
    confirm_subscription(confirm_token(row.pk, row.confirm_key))


def reader_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Readers of both languages; every third chose units of their own."""
    count = SMALL_READERS if data.small else READERS
    institutes = [row["slug"] for row in data.units if row["kind"] == "institute"]
    for number in range(count):
        email = f"reader-{number + 1:02}@readers.example"
        language = "en" if number % 4 == 3 else "zh-hans"
        chosen = [institutes[number % len(institutes)], institutes[(number * 2 + 1) % len(institutes)]]
        units = list(dict.fromkeys(chosen)) if number % 3 == 2 else []
        at = calendar.waking(calendar.back(FIRST_READER * (1 - number / count)))
        known = Subscription.objects.filter(email=email, language=language, confirmed_at__isnull=False)
        yield Event(at, email, known.exists, partial(_join, email, language, units))


def _issues(keep: int) -> None:
    build_due_issues()
    with FewMails(keep) as postman:
        while send_due(postman):
            pass


def _issued(at: dt.datetime) -> bool:
    """Whether the issues of a week were built and every mail until then has left."""
    open_mails = OutgoingMail.objects.filter(state__in=OPEN_MAILS, queued_at__lte=at + dt.timedelta(hours=1))
    return Issue.objects.filter(created_at__gte=at).exists() and not open_mails.exists()


def issue_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """The newsletters of every week since the first reader; the last were sent on the eve of the demonstration's day."""
    last = calendar.base - dt.timedelta(hours=4)
    told = [Told(story, "zh-hans", calendar).moment("final") for story in data.stories if story.state == "published"]
    for week in range(int(FIRST_READER // 7), -1, -1):
        at = last - week * ISSUE_EVERY
        # A week without a story has no issue.
        if any(at - ISSUE_EVERY < moment <= at for moment in told):
            keep = KEPT_MAILS if week == 0 else 0
            yield Event(at, "", partial(_issued, at), partial(_issues, keep), mails=week == 0)
