"""Who may meet which image, document and tag: a file belongs to the unit of its collection until a public page uses it."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from scicomm.assets.enums import Secrecy
from scicomm.assets.models import Asset, AssetDocument, AssetImage
from scicomm.organisation.permissions import OVERSEERS, units_under

AssetFile = AssetImage | AssetDocument


def assets_for(user: Any, model: type[AssetFile]) -> QuerySet[Any]:
    """The images or documents the user may use, in their own unit's collection."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["choose", "change"])


def tags_for(user: Any) -> QuerySet[Tag]:
    """The tags that stand on files the user may use; a tag can give away what another unit is working on."""
    found = Tag.objects.none()
    for model in (AssetImage, AssetDocument):
        found = found | Tag.objects.filter(
            taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
            taggit_taggeditem_items__object_id__in=assets_for(user, model).values("pk"),
        )
    return found.distinct()


def is_public(asset: AssetFile) -> bool:
    """Whether a page that anyone may read uses the file, and nothing stands against showing it."""
    if withheld_from(None, asset):
        return False
    pages = ReferenceIndex.get_references_to(asset).filter(base_content_type=ContentType.objects.get_for_model(Page))
    users = [int(key) for key in pages.values_list("object_id", flat=True)]
    return Page.objects.live().public().filter(pk__in=users).exists()


def oversees(user: Any, asset: AssetFile) -> bool:
    """Whether the user reads the work of the unit whose collection the file stands in."""
    if not getattr(user, "is_authenticated", False):
        return False
    return (
        assets_for(user, type(asset)).filter(pk=asset.pk).exists()
        or units_under(user, OVERSEERS).filter(collection=asset.collection_id).exists()
    )


def may_fetch(user: Any, asset: AssetFile) -> bool:
    """Whether somebody may have the file itself."""
    return is_public(asset) or oversees(user, asset)


def withheld_from(user: Any, asset: AssetFile) -> bool:
    """Whether the file is kept from somebody although pages may use it: the right to it ended, or it is not for the public."""
    field = "image" if isinstance(asset, AssetImage) else "document"
    record = Asset.objects.filter(**{field: asset}).first()
    if record is None or not (record.is_withheld or record.secrecy == Secrecy.INTERNAL):
        return False
    return record.is_withheld or not oversees(user, asset)
