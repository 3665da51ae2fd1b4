"""Files nobody needs any more: sources of refusals that were closed long ago, uploads whose run is over."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from scicomm.journals.actions.keeping import clear_scratch, drop
from scicomm.journals.models import IntakeItem, QuarantinedFile

KEEP_CLOSED = dt.timedelta(days=30)
_AT_ONCE = 200


def tidy_intake() -> int:
    """Remove a closed refusal's source after thirty days, uploads and scratch files of killed processes; returns how many."""
    names: set[str] = set()
    left = IntakeItem.objects.filter(is_done=True).exclude(file="").order_by("pk")[:_AT_ONCE]
    for pk, name in left.values_list("pk", "file"):
        drop(name)
        IntakeItem.objects.filter(pk=pk).update(file="")
        names.add(name)
    left_over = clear_scratch((timezone.now() - dt.timedelta(days=1)).timestamp())
    return len(names) + left_over + _tidy_sources()


@transaction.atomic
def _tidy_sources() -> int:
    """The same source or package may stand behind several refusals: it goes with the last of them."""
    before = timezone.now() - KEEP_CLOSED
    rows = QuarantinedFile.objects.select_for_update(of=("self",)).filter(
        state=QuarantinedFile.State.ACCEPTED, seen_at__lt=before
    )
    old = list(rows.exclude(source="", package="").order_by("pk")[:_AT_ONCE])
    names = {name for row in old for name in (row.source.name, row.package.name) if name}
    QuarantinedFile.objects.filter(pk__in=[row.pk for row in old]).update(source="", package="")
    gone = [
        name
        for name in names
        if not QuarantinedFile.objects.filter(source=name).exists()
        and not QuarantinedFile.objects.filter(package=name).exists()
    ]
    for name in gone:
        drop(name)
    return len(gone)
