"""Reads of what came back: who is suspended, how each mail provider takes our mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Sum, Value
from django.db.models.functions import Length, Lower, StrIndex, Substr

from scicomm.audiences.models import DomainDay, Subscription, Suspension

# A domain with fewer readers says something of persons.
FEWEST_READERS = 5
DAYS = 30


def suspended_among(subscriptions: Collection[int]) -> dict[int, tuple[str, dt.datetime]]:
    """Of these readers those that are suspended, with the reason and since when."""
    rows = Suspension.objects.filter(subscription_id__in=subscriptions)
    return {pk: (reason, at) for pk, reason, at in rows.values_list("subscription_id", "reason", "at")}


@dataclass(frozen=True)
class DomainFigures:
    """How one mail provider took our mail; an empty `domain` stands for all with few readers together."""

    domain: str
    readers: int
    sent: int
    refused: int
    hard: int
    soft: int
    complaints: int

    @property
    def trouble(self) -> float:
        """What did not arrive, of all that was tried, in percent."""
        tried = self.sent + self.refused
        return 100 * (self.refused + self.hard + self.soft) / tried if tried else 0.0


_COLUMNS = ("sent", "refused", "hard", "soft", "complaints")


def figures_by_domain(today: dt.date) -> list[DomainFigures]:
    """The last thirty days by domain, the largest first; domains with fewer than five readers in one row at the end."""
    rows = DomainDay.objects.filter(day__gt=today - dt.timedelta(days=DAYS)).values("domain")
    sums: dict[str, dict[str, int]] = {}
    for domain, *numbers in rows.annotate(**{name: Sum(name) for name in _COLUMNS}).values_list("domain", *_COLUMNS):
        sums[domain] = dict(zip(_COLUMNS, numbers, strict=True))
    readers = _readers_by_domain(sums)
    shown = [domain for domain in sums if readers.get(domain, 0) >= FEWEST_READERS]
    shown.sort(key=lambda domain: (-sums[domain]["sent"], domain))
    found = [DomainFigures(domain, readers[domain], **sums[domain]) for domain in shown]
    rest = [domain for domain in sums if readers.get(domain, 0) < FEWEST_READERS]
    # A rest of one or two readers would say what was hidden above.
    if sum(readers.get(domain, 0) for domain in rest) >= FEWEST_READERS:
        total = {name: sum(sums[domain][name] for domain in rest) for name in _COLUMNS}
        found.append(DomainFigures("", sum(readers.get(domain, 0) for domain in rest), **total))
    return found


def _readers_by_domain(domains: Collection[str]) -> dict[str, int]:
    rows = Subscription.objects.exclude(email="").annotate(
        domain=Lower(Substr(F("email"), StrIndex(F("email"), Value("@")) + 1, Length(F("email"))))
    )
    counted = rows.values("domain").annotate(readers=Count(Lower("email"), distinct=True))
    return {row["domain"]: row["readers"] for row in counted if row["domain"] in domains}


def suspended() -> QuerySet[Suspension]:
    """The suspended addresses, newest first, with their subscriptions."""
    return Suspension.objects.select_related("subscription").exclude(subscription__email="").order_by("-at", "-id")
