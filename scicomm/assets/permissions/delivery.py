"""Who may do what with what the house gives out: recordings, lightboxes, requests, the image bank, brand kits.

Whether anyone may have a file is decided by its rights at this moment: see `queries/doors.py`.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.assets.models import Asset, AssetRequest, BrandKit, Lightbox, LightboxShare, Recording, TextTrack
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    STAFF,
    Role,
    allowed,
    holds,
    holds_here,
    person_of,
    units_here,
    units_under,
)

KEEPERS = EDITORS | {Role.ADMINISTRATOR}
"""Who may give out what a unit has, and say how it looks: in that very unit."""


def is_own(user: Any, asset: Asset) -> bool:
    """Whether the asset belongs to a unit the user works in or oversees."""
    if not getattr(user, "is_authenticated", False):
        return False
    return holds_here(user, STAFF, asset.unit) or holds(user, OVERSEERS, asset.unit)


def own_assets(user: Any) -> QuerySet[Asset]:
    """The assets of the units the user works in or oversees."""
    return Asset.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | Q(unit__in=units_here(user, STAFF)))


def get_own_asset_for(user: Any, identifier: object) -> Asset:
    return allowed(own_assets(user).select_related("unit", "image", "document", "recording"), identifier)


def can_give_out(user: Any, unit: Unit) -> bool:
    """Who puts into the image bank, answers requests and keeps the brand kit of a unit."""
    return bool(getattr(user, "is_authenticated", False)) and holds_here(user, KEEPERS, unit)


def recordings_for(user: Any) -> QuerySet[Recording]:
    return Recording.objects.filter(asset__in=own_assets(user).values("pk"))


def get_recording_for(user: Any, identifier: object) -> Recording:
    return allowed(recordings_for(user).select_related("asset__unit", "poster"), identifier)


def recording_units(user: Any) -> QuerySet[Unit]:
    """The units into whose collection the user may bring a recording."""
    return units_here(user, EDITORS).filter(collection__isnull=False)


def tracks_for(user: Any) -> QuerySet[TextTrack]:
    return TextTrack.objects.filter(recording__in=recordings_for(user).values("pk"))


def get_track_for(user: Any, identifier: object) -> TextTrack:
    return allowed(tracks_for(user).select_related("recording__asset__unit"), identifier)


def can_change_recording(user: Any, recording: Recording) -> bool:
    return holds_here(user, EDITORS, recording.asset.unit)


def lightboxes_for(user: Any) -> QuerySet[Lightbox]:
    """One's own: what somebody collects is not yet meant for others."""
    return Lightbox.objects.filter(owner_id=user.pk or -1)


def get_lightbox_for(user: Any, identifier: object) -> Lightbox:
    return allowed(lightboxes_for(user).select_related("unit"), identifier)


def shares_for(user: Any) -> QuerySet[LightboxShare]:
    return LightboxShare.objects.filter(lightbox__in=lightboxes_for(user))


def get_share_for(user: Any, identifier: object) -> LightboxShare:
    return allowed(shares_for(user).select_related("lightbox"), identifier)


def lightbox_unit(user: Any) -> Unit | None:
    """The unit a person's lightboxes belong to: the one they work in; the top unit for one who rules all."""
    person = person_of(user)
    if person is not None:
        return person.unit
    return Unit.get_first_root_node() if getattr(user, "is_superuser", False) else None


def requests_for(user: Any) -> QuerySet[AssetRequest]:
    """Requests for what the units the user oversees have; who asks is seen by those who answer and oversee."""
    return AssetRequest.objects.filter(asset__unit__in=units_under(user, OVERSEERS)).exclude(state="unconfirmed")


def get_request_for(user: Any, identifier: object) -> AssetRequest:
    return allowed(
        requests_for(user).select_related("asset__unit", "asset__image", "asset__document", "asset__recording"),
        identifier,
    )


def can_decide_request(user: Any, request: AssetRequest) -> bool:
    return can_give_out(user, request.asset.unit)


def brand_units(user: Any) -> QuerySet[Unit]:
    """The units whose brand kit the user may change."""
    return units_here(user, KEEPERS)


def get_brand_unit_for(user: Any, slug: str) -> Unit:
    found: Unit = allowed(brand_units(user), brand_units(user).filter(slug=slug).values_list("pk", flat=True).first())
    return found


def can_read_brand(user: Any, kit: BrandKit) -> bool:
    """A public kit is for anyone, another for those who sign in."""
    return kit.is_public or bool(getattr(user, "is_authenticated", False))
