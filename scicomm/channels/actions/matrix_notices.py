"""Letters about the media matrix: each is written down once before it is sent, and what became of it afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.channels.models import MatrixNotice
from scicomm.organisation.models import Person, Unit

MOST_TRIES = 8


def tell(unit: Unit, people: Iterable[Person], about: str, mark: str, details: dict[str, Any]) -> int:
    """Write a letter down for each person; the same occasion tells nobody twice. Returns how many are new."""
    wanted = {person.pk: person for person in people}
    rows = MatrixNotice.objects.filter(about=about, mark=mark, person__in=wanted)
    known = set(rows.values_list("person", flat=True))
    made = [
        MatrixNotice(unit=unit, person=person, about=about, mark=mark, details=details)
        for pk, person in wanted.items()
        if pk not in known
    ]
    MatrixNotice.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def keep_matrix_notice(notice: MatrixNotice, *, error: str = "", given_up: str = "") -> MatrixNotice:
    """Keep that a letter was sent, or why not and when it is tried again (5, 10, 20 … minutes); `given_up` says why never."""
    row = MatrixNotice.objects.select_for_update().get(pk=notice.pk)
    row.attempts = MOST_TRIES if given_up else row.attempts + 1
    row.error = (given_up or error)[:300]
    if row.error:
        row.next_try_at = timezone.now() + dt.timedelta(minutes=5 * 2 ** min(row.attempts - 1, 8))
    else:
        row.sent_at = timezone.now()
    row.save(update_fields=["attempts", "error", "next_try_at", "sent_at"])
    return row
