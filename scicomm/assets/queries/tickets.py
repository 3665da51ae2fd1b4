"""Signed links of requests: nothing of them is kept, and each is good for one thing only."""

from __future__ import annotations

from django.core import signing

from scicomm.assets.models import AssetRequest

CONFIRM, FETCH = "assets.request.confirm", "assets.request.fetch"


def ticket(request_id: int, purpose: str) -> str:
    return signing.dumps(request_id, salt=purpose)


def request_of(signed: str, purpose: str) -> AssetRequest | None:
    """The request a ticket speaks of; None where it was not made by us or for this."""
    try:
        pk = signing.loads(signed, salt=purpose)
    except signing.BadSignature:
        return None
    rows = AssetRequest.objects.select_related("asset__unit", "asset__image", "asset__document", "asset__recording")
    return rows.filter(pk=pk).first()
