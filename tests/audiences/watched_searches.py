"""Saved searches of readers, papers that come in, and the alerts that the worker sends of them."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.models import OutgoingMail, SavedSearch
from scicomm.audiences.rules import confirm_token, read_query
from scicomm.audiences.tasks import match_searches, send_mails, tell_searches
from scicomm.core.worker import Worker
from tests.factories.audiences import kept
from tests.factories.journals import jats, take

ADDRESS = "shen@readers.example"
FORM = {"email": ADDRESS, "frequency": "at_once", "language": "zh-hans", "consent": "on", "website": "", "name": ""}


def watch(query: str, email: str = "", *, frequency: str = "at_once", language: str = "zh-hans") -> SavedSearch:
    """A confirmed saved search; the mail that asked is dropped, so that tests see what comes after."""
    row = actions.ask_to_save_search(
        read_query(QueryDict(query)),
        email=email or f"r{SavedSearch.objects.count()}@readers.example",
        language=language,
        consent_locale=language,
        frequency=frequency,
        name=QueryDict(query).get("q", "") or "all",
    )
    OutgoingMail.objects.filter(saved_search=row).delete()
    confirmed = actions.confirm_search(confirm_token(row.pk, row.confirm_key))
    assert confirmed is not None
    return confirmed


def paper(academy: Any, number: int, **values: Any) -> str:
    """A new article, taken in; returns its DOI."""
    doi = f"10.5555/alert.{number}"
    take(academy.north_lake, jats(doi, **values), f"{number}.xml")
    return doi


def work() -> list[EmailMessage]:
    """What the worker does by itself, without waiting; returns the alerts that went out now."""
    known = set(OutgoingMail.objects.filter(state="sent").values_list("pk", flat=True))
    Worker().drain()
    match_searches()
    SavedSearch.objects.filter(has_news=True).update(next_at=timezone.now())
    tell_searches()
    send_mails()
    sent = OutgoingMail.objects.filter(state="sent", purpose="s_alert").exclude(pk__in=known).order_by("pk")
    return [mail for mail in map(kept, sent) if mail is not None]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def path_in(mail: EmailMessage, word: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/\S*{word}/[^\s#]+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]
