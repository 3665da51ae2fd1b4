"""What all writers of mails share: cutting stencils, a reader's own links, the headers that let one leave with a click."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from scicomm.audiences.models import Subscription
from scicomm.audiences.rules import LetterStencil, Stencil, holes
from scicomm.audiences.tasks.letters.layout import render_mail
from scicomm.audiences.tasks.links import outside
from scicomm.channels.queries import root_unit
from scicomm.channels.rules import one_line

# What every letter to a confirmed reader says at its foot; `reader_values` fills them.
READER_HOLES = ("confirmed_on", "preferences_url", "unsubscribe_url")
_HOLE = "0hole0"


def frame(subject: str, lang: str) -> dict[str, Any]:
    """What the layout itself needs."""
    root = root_unit()
    return {
        "academy": root.name if root else "SciComm",
        "address": settings.SCICOMM_MAIL_ADDRESS,
        "subject": subject,
        "site_url": settings.SITE_URL,
        "lang": "en" if lang == "en" else "zh-Hans",
        "demo": settings.SCICOMM_DEMO,
    }


def cut(template: str, context: dict[str, Any], *, subject: str, language: str, names: Iterable[str]) -> LetterStencil:
    """Render a letter once, with a hole for each of the names, for filling in for many readers of one language.

    The subject line may hold holes too: `%(name)s` of a name in `names`.
    """
    mark, values = holes(names)
    with override(language):
        line = one_line(subject)
        for name, hole in values.items():
            line = line.replace(f"%({name})s", hole)
        body, html = render_mail(template, {**frame(line, language), **context, **values})
    return LetterStencil(Stencil(line, mark), Stencil(body, mark), Stencil(html, mark))


def reader_values(reader: Subscription) -> dict[str, str]:
    """The values of READER_HOLES, as words, in the reader's language."""
    return {
        "confirmed_on": _day(reader),
        "preferences_url": _address("preferences", reader.language) % reader.manage_token,
        "unsubscribe_url": _address("unsubscribe", reader.language) % reader.leave_token,
    }


def _day(reader: Subscription) -> str:
    if reader.confirmed_at is None:
        return ""
    day = localtime(reader.confirmed_at).date()
    return _date_words(day, reader.language)


@lru_cache(maxsize=4096)
def _date_words(day: Any, language: str) -> str:
    with override(language):
        return date_format(day, "DATE_FORMAT")


def _address(name: str, language: str) -> str:
    return _addresses(name, language, settings.SITE_URL)


@lru_cache(maxsize=64)
def _addresses(name: str, language: str, _site: str) -> str:
    """The address with a place for the token: `reverse` costs more than the rest of a letter."""
    with override(language):
        return outside(reverse(f"audiences:{name}", args=[_HOLE])).replace("%", "%%").replace(_HOLE, "%s")


def list_headers(list_id: str, leave_url: str, *, feedback: str = "") -> dict[str, str]:
    """For what goes to many: RFC 2369 and RFC 8058 (leaving by one POST without cookies), RFC 2919, and for Gmail's figures
    `Feedback-ID`. `list_id`: the name before the host, `north-lake.en.newsletter`."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        **leave_headers(leave_url),
        "List-Id": f"<{list_id}.{host}>",
        "Precedence": "bulk",
        "Feedback-ID": f"{feedback or list_id}:{host}",
    }


def leave_headers(leave_url: str) -> dict[str, str]:
    """A mail program offers "unsubscribe", and one POST does it."""
    return {"List-Unsubscribe": f"<{leave_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
