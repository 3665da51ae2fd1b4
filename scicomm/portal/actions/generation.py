"""Every change of the portal's own rows: the generation of its page cache."""

from __future__ import annotations

import time

from django.db import transaction
from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Greatest

from scicomm.portal.models import CacheGeneration


@transaction.atomic
def make_pages_old() -> int:
    """A new generation: every process drops the pages it kept. Returns the number. Called often, it is one small write."""
    row, _created = CacheGeneration.objects.select_for_update().get_or_create(pk=1)
    row.number = max(row.number + 1, time.time_ns() // 1000)
    row.save(update_fields=["number"])
    return row.number


def make_kept_pages_old() -> None:
    """A new generation where there is one, as part of the caller's transaction: both stand or fall together. One small write."""
    later = Greatest(F("number") + 1, Value(time.time_ns() // 1000, output_field=BigIntegerField()))
    CacheGeneration.objects.filter(pk=1).update(number=later)


def start_generation() -> None:
    """Make the first generation where there is none: without one nothing is kept."""
    if not CacheGeneration.objects.exists():
        make_pages_old()
