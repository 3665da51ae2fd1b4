"""Whether a file is held back, and who may have it all the same."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex

from scicomm.assets.enums import AssetState, Secrecy
from scicomm.assets.models import AssetDocument, AssetImage, Hold, Recording, Rendition
from scicomm.assets.permissions.files import oversees
from scicomm.organisation.permissions import OVERSEERS, units_under

MediaFile = AssetImage | AssetDocument | Recording
RENDITIONS = "images/"
RECORDINGS = "recordings/"


def kept_rendition(path: str) -> Rendition | None:
    """The rendition behind a path of the media folder, if its picture may be kept from somebody: held, blocked or not public.

    One query by the index on the path; None, at the same price, for every other file.
    """
    if not path.startswith(RENDITIONS):
        return None
    kept = Q(image__asset__holds__is_free=False) | Q(image__asset__state=AssetState.BLOCKED)
    kept |= Q(image__asset__isnull=False) & ~Q(image__asset__secrecy=Secrecy.PUBLIC)
    return Rendition.objects.filter(kept, file=path).select_related("image").first()


def is_withheld(media: MediaFile) -> bool:
    """Whether something holds the file back and no public page uses it: then no address may give it to the public."""
    rows = Hold.objects.filter(**{f"asset__{_FIELD[type(media)]}": media.pk}).values_list("is_free", flat=True)
    said = set(rows)
    return said == {False} and not _on_public_page(media)


def may_have_withheld(user: Any, media: MediaFile) -> bool:
    """Those who read the work of the unit the file belongs to."""
    if not getattr(user, "is_authenticated", False):
        return False
    if isinstance(media, Recording):
        return units_under(user, OVERSEERS).filter(collection=media.collection_id).exists()
    return oversees(user, media)


_FIELD: dict[type[MediaFile], str] = {AssetImage: "image", AssetDocument: "document", Recording: "recording"}


def _on_public_page(media: MediaFile) -> bool:
    pages = ReferenceIndex.get_references_to(media).filter(base_content_type=ContentType.objects.get_for_model(Page))
    users = [int(key) for key in pages.values_list("object_id", flat=True)]
    return Page.objects.live().public().filter(pk__in=users).exists()
