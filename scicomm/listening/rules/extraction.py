"""The text of a web page without what stands around it, by trafilatura; its title, day, site and address. Never who wrote it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from scicomm.listening.rules import markup
from scicomm.listening.rules.addresses import web_address
from scicomm.listening.rules.dates import date_from_text

MOST_HTML: Final = 3_000_000
"""Characters of a page that are read; what is longer is a list or a trap."""
MOST_TAGS: Final = 30_000
"""Beyond, finding the text takes minutes: the page is taken as it is, without tags."""
MOST_TEXT: Final = 60_000
_BYLINE = re.compile(
    r"^\s*(?:(?:本报|新华社|通讯员)?记者|作者|撰文|编辑|责编|责任编辑|By|Written by|Text:)\s*[:\uff1a]?\s*\S.{0,60}$"
)
_CREDIT = re.compile(r"\s*(?:作者|记者|编辑|责编|责任编辑)\s*[:\uff1a]\s*[^\s。，,]{1,12}")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_DATED = re.compile(r"20\d{2}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?\s+\d{1,2}\s*[:\uff1a时]\s*\d{1,2}")
_DATE_PLACE: Final = 6000
"""Chinese sites write the minute near the title, where the tags that machines read hold the day only."""


@dataclass(frozen=True)
class PageText:
    """What a page says: plain paragraphs parted by line ends, and what its head says of it; empty where it does not."""

    text: str
    title: str = ""
    site: str = ""
    address: str = ""
    published_at: dt.datetime | None = None


def extract(page: str, *, address: str = "") -> PageText:
    """The text of a page. A page without any gives an empty text; nothing in a page makes this raise or run on."""
    from trafilatura import bare_extraction, html2txt  # brings much with it: only who reads pages waits for that

    page = markup.without_controls(page[:MOST_HTML])
    if page.count("<") > MOST_TAGS:
        return PageText(_tidy(html2txt(page)))
    try:
        found = bare_extraction(page, url=address or None, include_comments=False, with_metadata=True)
    except (RecursionError, ValueError, AttributeError, TypeError, KeyError, IndexError):
        # Extraction has met every kind of HTML but the next one.
        found = None
    if found is None or isinstance(found, dict):
        return PageText(_tidy(html2txt(page)) if page.strip() else "")
    return PageText(
        text=_tidy(found.text or ""),
        title=" ".join((found.title or "").split())[:500],
        site=" ".join((found.sitename or "").split())[:200],
        address=web_address(found.url or "") or "",
        published_at=_published(page, found.date or ""),
    )


def _tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", _CREDIT.sub("", line)).strip() for line in text[: 2 * MOST_TEXT].splitlines())
    kept = [line for line in lines if line and not _BYLINE.match(line)]
    return "\n".join(kept)[:MOST_TEXT]


def _published(page: str, day: str) -> dt.datetime | None:
    """The day that the page states; with the minute where a Chinese page writes it out."""
    written = _DATED.search(page, 0, page.find("<body") + _DATE_PLACE if "<body" in page else _DATE_PLACE)
    exact = date_from_text(written.group()) if written else None
    stated = date_from_text(day) if day else None
    if exact and (stated is None or abs(exact - stated) < dt.timedelta(days=2)):
        return exact
    return stated
