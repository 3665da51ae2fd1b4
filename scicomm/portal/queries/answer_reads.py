"""How often the pages of answers were read, for the figures of the responses room."""

from __future__ import annotations

import datetime as dt

from django.db.models import Sum

from scicomm.portal.models import PageUsage
from scicomm.responses.queries.reach import READS

AT_ONCE = 400


def count_reads(paths: list[str], since: dt.date, until: dt.date) -> int:
    """Views by people of these pages, both days included. One query for some hundred pages."""
    total = 0
    for start in range(0, len(paths), AT_ONCE):
        rows = PageUsage.objects.filter(path__in=paths[start : start + AT_ONCE], day__range=(since, until))
        total += rows.aggregate(sum=Sum("views"))["sum"] or 0
    return total


def register_reads() -> None:
    """Called when the portal is ready."""
    if count_reads not in READS:
        READS.append(count_reads)
