"""Words as pages write them: titles that break between words, days, names of journals, codes of languages."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scicomm.portal.queries.frame import language
from scicomm.search.linebreaks import hold_ranges, join_units, phrase_pieces

HTML_LANGUAGE = {"zh-hans": "zh-Hans", "zh": "zh-Hans", "en": "en"}
_HAN = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=4096)
def phrased(text: str) -> SafeString:
    """An escaped title that breaks only between Chinese words."""
    if not _HAN.search(text):
        return escape(join_units(text))
    pieces = phrase_pieces(text)
    written = ""
    for number, piece in enumerate(pieces):
        if number and not (piece[0].isspace() or pieces[number - 1][-1].isspace()):
            written += "<wbr>"
        written += escape(hold_ranges(piece))
    # Only escaped pieces and our own element.
    return mark_safe(written)


def day_words(moment: dt.datetime | dt.date | None, *, always_year: bool = False) -> str:
    """A day in the reader's words; the year only where it is not this one."""
    if moment is None:
        return ""
    day = timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment
    short = day.year == timezone.localdate().year and not always_year
    return date_format(day, "MONTH_DAY_FORMAT" if short else "DATE_FORMAT")


def journal_words(title: str) -> str:
    """A journal's name as the reader's language marks titles: 《…》 in Chinese."""
    return f"《{title}》" if language() != "en" and _HAN.search(title) else title
