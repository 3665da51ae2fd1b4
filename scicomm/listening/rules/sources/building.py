"""Items out of the raw values of any source, made harmless in one place."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from scicomm.listening.rules import markup
from scicomm.listening.rules.addresses import web_address
from scicomm.listening.rules.dates import date_from_text
from scicomm.listening.rules.dois import dois_in
from scicomm.listening.rules.language import language_of
from scicomm.listening.rules.parsing import MOST_MARKUP, Item, RefusedItem

TITLE_LENGTH = 500
_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,9})?")
_DAY_ZERO = dt.datetime(1899, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def made_item(
    *,
    title: str,
    body: str,
    address: str,
    published_at: dt.datetime | None = None,
    base: str = "",
    language: str = "",
    links: tuple[str, ...] = (),
) -> Item | RefusedItem:
    """An item; `body` is HTML or plain text. Without a title its first words stand for one, without those its address; refused
    without an address of the web. `language` counts where the text itself does not show one."""
    body = body[:MOST_MARKUP]
    text = markup.plain_text(body)
    named = cut(" ".join(markup.plain_text(title).split()) or text or address)
    url = web_address(urljoin(base, address.strip())) if address.strip() else None
    if url is None:
        shown = {"address": address.strip()[:200]}
        reason = (
            _("Not an address of the web: %(address)s") % shown if shown["address"] else _("The item has no address.")
        )
        return RefusedItem(named, reason)
    pointed = [*links, *markup.links_in(body)]
    found = language_of(f"{named} {text[:500]}")
    return Item(
        title=named,
        url=url,
        published_at=published_at,
        summary=markup.plain_text(body, markup.SUMMARY_LENGTH),
        excerpt=markup.excerpt(body),
        language=_language(language) if found == "other" and language else found,
        text=text,
        links=tuple(dict.fromkeys(urljoin(url, link) for link in pointed if link)),
        dois=tuple(dois_in(named, text, url, *pointed)[:50]),
    )


def bare_item(url: str, published_at: dt.datetime | None = None) -> Item:
    """An item of which only the address is known: the reading stage fetches its page and fills in title and text."""
    return Item(title=cut(url), url=url, published_at=published_at, summary="", excerpt="", language="other", text="")


def cut(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def _language(name: str) -> str:
    short = name.strip().lower()[:2]
    return short if short in {"zh", "en"} else "other"


def moment_of(value: Any, *, is_sheet: bool = False) -> dt.datetime | None:
    """A moment as programs and people write it: ISO 8601, Chinese, e-mail (RFC 5322), seconds or milliseconds since 1970; in a
    sheet also the number of the day."""
    if isinstance(value, dt.datetime):
        return date_from_text(value.isoformat())
    text = str(value if value is not None else "").strip()
    if _NUMBER.fullmatch(text):
        return _from_number(float(text), text, is_sheet)
    found = date_from_text(text)
    if found:
        return found
    try:
        return date_from_text(parsedate_to_datetime(text).isoformat())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _from_number(number: float, text: str, is_sheet: bool) -> dt.datetime | None:
    try:
        if is_sheet and 20_000 < number < 80_000:
            return date_from_text((_DAY_ZERO + dt.timedelta(days=number)).isoformat(timespec="seconds"))
        if re.fullmatch(r"(19|20)\d{6}", text):
            return date_from_text(f"{text[:4]}-{text[4:6]}-{text[6:]}")
        seconds = number / 1000 if abs(number) > 1e11 else number
        return date_from_text(dt.datetime.fromtimestamp(seconds, tz=dt.UTC).isoformat()) if seconds > 1e8 else None
    except (ValueError, OverflowError, OSError):
        return None
