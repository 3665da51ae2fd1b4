"""Whether rows of a kind were changed since one looked last: what memories of a process are made anew by.

Every change of state is audited, so the log of Wagtail is the generation number: it grows with each change of a person, a unit, a
journal or a claim, whoever made it and in whichever process. Only what is new in it is read.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max
from wagtail.models import ModelLogEntry

SLACK = 200
"""Entries before the last one that are looked at again: one may be committed after another with a higher number."""


class Watched:
    """Tells whether the log has new entries of some models; two queries by the primary key, whatever the log's length."""

    def __init__(self, *kinds: type[models.Model]) -> None:
        self._kinds = kinds
        self._last = 0
        self._seen: set[tuple[int, Any]] = set()

    def changed(self) -> bool:
        """Whether anything was changed since the last question; the first answer is yes."""
        first, last = not self._last, ModelLogEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        if not first and last < self._last:  # another log: a database that was put back, or a test's
            first = True
        types = [kind.pk for kind in ContentType.objects.get_for_models(*self._kinds).values()]
        since = (last if first else self._last) - SLACK
        rows = ModelLogEntry.objects.filter(pk__gt=since, content_type__in=types)
        seen = set(rows.values_list("pk", "timestamp"))
        new, self._seen, self._last = seen - self._seen, seen, max(last, 1)
        return first or bool(new)
