"""Counting how each mail provider takes our mail: numbers a day, never who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from scicomm.audiences.models import DomainDay


def count_domains(addresses: Iterable[str], column: str) -> None:
    """Add mails to these addresses to a column of `DomainDay`, today. Call inside the transaction that notes them."""
    counts = Counter(address.rpartition("@")[2].lower() for address in addresses if address)
    day = timezone.localdate()
    # In one order everywhere, so that two dispatchers cannot wait for each other.
    DomainDay.objects.bulk_create(
        (DomainDay(domain=domain, day=day) for domain in sorted(counts)), ignore_conflicts=True
    )
    for domain in sorted(counts):
        DomainDay.objects.filter(domain=domain, day=day).update(**{column: F(column) + counts[domain]})
