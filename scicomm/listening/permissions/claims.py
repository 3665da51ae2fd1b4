"""Who may meet and shape which claim: what the public says is no unit's; lists of mentions stay walled."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from scicomm.listening.models import Claim, ClaimCopy
from scicomm.listening.permissions.feeds import LISTENERS
from scicomm.listening.permissions.mentions import mentions_for
from scicomm.organisation.permissions import OVERSEERS, allowed, holds_anywhere


def claims_for(user: Any) -> QuerySet[Claim]:
    """Claims of which the user may see a copy, and those without any, written by hand."""
    if not holds_anywhere(user, OVERSEERS):
        return Claim.objects.none()
    seen = Exists(ClaimCopy.objects.filter(claim=OuterRef("pk"), mention__in=mentions_for(user)))
    bare = ~Exists(ClaimCopy.objects.filter(claim=OuterRef("pk")))
    return Claim.objects.filter(Q(seen) | Q(bare))


def get_claim_for(user: Any, identifier: object) -> Claim:
    return allowed(claims_for(user), identifier)


def can_shape_claims(user: Any) -> bool:
    return holds_anywhere(user, LISTENERS)
