"""Files of catalogue items: what readers may have now, and every version for the desk."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects

from scicomm.assets.permissions import is_withheld, withheld_from
from scicomm.responses.models import DisclosureFile, DisclosureItem

WITH_FILES = Prefetch("files", DisclosureFile.objects.select_related("document").order_by("pk"))


def versions_of(item: DisclosureItem) -> list[DisclosureFile]:
    """All files an item ever had, present ones first, the newest on top. One query."""
    files = list(item.files.select_related("document", "added_by__person").order_by("-pk"))
    return sorted(files, key=lambda file: file.removed_at is not None)


def files_shown(item: DisclosureItem) -> list[DisclosureFile]:
    """The files that were released with an item's words, in their order, as far as the library still has them.

    One query, none for an item read with `WITH_FILES`.
    """
    numbers = set(item.released_files)
    if item.withdrawn_on or not numbers:
        return []
    prefetch_related_objects([item], WITH_FILES)
    return [file for file in item.files.all() if file.pk in numbers and file.is_as_released]


def public_file(identifier: int) -> DisclosureFile | None:
    """A file anyone may have: of a public item, released with it, unchanged, and with nothing against giving it out."""
    rows = DisclosureFile.objects.filter(pk=identifier, item__in=DisclosureItem.objects.public())
    found = rows.select_related("item", "document").first()
    if found is None or found.pk not in found.item.released_files or not found.is_as_released:
        return None
    if is_withheld(found.document) or withheld_from(None, found.document):
        return None
    return found
