"""One thing that waits for a person, whatever kind it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MOST_OF_A_KIND = 20
SOON = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what kind, what it is, why it waits, where it opens, and by when (None: no deadline)."""

    kind: str
    title: str
    note: str
    url: str
    verb: str
    due_on: dt.date | None = None
    since: dt.datetime | None = None

    def is_late(self, today: dt.date) -> bool:
        return self.due_on is not None and self.due_on <= today

    def is_soon(self, today: dt.date) -> bool:
        return self.due_on is not None and today < self.due_on <= today + SOON

    def when(self, today: dt.date) -> str:
        """The deadline in words; without one, the day since when it waits."""
        if self.due_on is None:
            return date_format(timezone.localtime(self.since), "MONTH_DAY_FORMAT") if self.since else ""
        if self.due_on == today:
            return _("due today")
        day = date_format(self.due_on, "MONTH_DAY_FORMAT")
        return _("was due %(day)s") % {"day": day} if self.due_on < today else _("due %(day)s") % {"day": day}
