"""How often public answers were read. The pages are a higher room's, and so are their counts: it hands them in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.translation import override

from scicomm.responses.models import Answer

# Paths of pages, first and last day: how often people read them. Filled by the room that counts pages.
READS: list[Callable[[list[str], dt.date, dt.date], int]] = []


def paths_of(answers: Iterable[Answer]) -> list[str]:
    """The pages of answers in all languages."""
    found: list[str] = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found += [answer.get_absolute_url() for answer in answers]
    return list(dict.fromkeys(found))


def reads_of(answers: list[Answer], since: dt.date, until: dt.date) -> int | None:
    """How often people read the pages of answers, both days included; None where nobody counts."""
    if not READS:
        return None
    paths = paths_of(answers)
    return sum(count(paths, since, until) for count in READS) if paths else 0
