"""What readers agreed to: the newest row of a purpose decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from scicomm.audiences.models import Consent, Subscription


def consented(subscription: Subscription, purpose: str, now: dt.datetime) -> bool:
    """Whether the reader had agreed to this (a `ConsentPurpose`) at that moment, and not taken it back."""
    return latest_consents([subscription.pk], [purpose], now).get((subscription.pk, purpose), False)


def latest_consents(ids: Iterable[int], purposes: Iterable[str], now: dt.datetime) -> dict[tuple[int, str], bool]:
    """The newest word of each of these readers on each purpose; one query. Whoever said nothing is not in it."""
    rows = Consent.objects.filter(subscription_id__in=list(ids), purpose__in=list(purposes), at__lte=now)
    found = rows.order_by("at", "id").values_list("subscription_id", "purpose", "is_given")
    return {(subscription, purpose): given for subscription, purpose, given in found}
