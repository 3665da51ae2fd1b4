"""What the demonstration's readers watch: a few saved searches, so that the desk and the reader's page have something to show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.http import QueryDict

from scicomm.audiences.actions import ask_to_save_search, confirm_search
from scicomm.audiences.models import OutgoingMail, SavedSearch
from scicomm.audiences.rules import confirm_token, read_query
from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.timeline import Event

# Reader, language, the search as its page's address has it, how often. Days before the demonstration's own day: SINCE.
WATCHED = (
    ("reader-01@readers.example", "zh-hans", "q=湖", "daily"),
    ("reader-02@readers.example", "zh-hans", "q=湖", "weekly"),
    ("reader-03@readers.example", "zh-hans", "q=湖", "at_once"),
    ("reader-04@readers.example", "en", "q=lake&kind=article", "weekly"),
    ("reader-05@readers.example", "zh-hans", "q=草原 OR 草地", "daily"),
    ("reader-06@readers.example", "zh-hans", "kind=answer", "at_once"),
    ("reader-01@readers.example", "zh-hans", "q=冰川&kind=article", "weekly"),
)
SINCE = 20.0


def _save(email: str, language: str, query: str, frequency: str) -> None:
    asked = read_query(QueryDict(query))
    row = ask_to_save_search(
        asked, email=email, language=language, consent_locale=language, frequency=frequency, name=asked.text or "问答"
    )
    # They confirm at once; the mail that would ask them is not kept.
    OutgoingMail.objects.filter(saved_search=row).delete()
    confirm_search(confirm_token(row.pk, row.confirm_key))


def search_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Readers save searches, one after the other."""
    for number, (email, language, query, frequency) in enumerate(WATCHED[:2] if data.small else WATCHED):
        at = calendar.waking(calendar.back(SINCE - number))
        known = SavedSearch.objects.filter(
            subscription__email=email, query__digest=read_query(QueryDict(query)).digest, confirmed_at__isnull=False
        )
        yield Event(at, f"{email} {query}", known.exists, partial(_save, email, language, query, frequency))
