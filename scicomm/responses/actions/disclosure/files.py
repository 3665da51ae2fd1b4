"""Files of catalogue items: added, replaced, removed; public only when another person releases the item."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scicomm.assets.actions import LookedAt, file_away, look_at
from scicomm.assets.models import AssetDocument
from scicomm.assets.queries import reason_words
from scicomm.assets.rules.sniffing import NotTaken
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.permissions import require
from scicomm.responses.actions.disclosure.catalogue import begin_change, locked_item
from scicomm.responses.enums import ItemState
from scicomm.responses.models import DisclosureFile, DisclosureItem
from scicomm.responses.permissions.disclosure import can_write_item
from scicomm.responses.rules.disclosure_files import MOST_BYTES, MOST_FILES, file_kind, given_name

ADDED = audit_entry(
    "responses.disclosure_file.add", gettext_lazy("Add file to disclosure item"), shred=nothing_personal
)
REMOVED = audit_entry(
    "responses.disclosure_file.remove", gettext_lazy("Remove file from disclosure item"), shred=nothing_personal
)


def why_not_taken(code: str) -> str:
    """Why the catalogue does not take a file, and what to do."""
    own = {
        "kind": _(
            "The catalogue gives out PDF, office files (docx, xlsx, pptx, odt, ods, odp, rtf), CSV and plain text."
        ),
        "macros": _("The file holds a program (macros). Save it without, or as PDF."),
        "too-large": _("A file may have %(size)d MB at most.") % {"size": MOST_BYTES // 1024 // 1024},
    }
    return own.get(code) or reason_words("unknown" if code == "link" else code)


def add_item_file(
    item: DisclosureItem, path: Path, *, name: str, title_zh: str = "", title_en: str = "",
    replaces: DisclosureFile | None = None, acting_user: Any,
) -> DisclosureFile:  # fmt: skip
    """Take a file into the unit's library and put it to an item, or in another's place. The same content again is one file.

    The file is looked at before anything is locked; what it is, its content says.
    """
    try:
        extension = file_kind(path)
    except NotTaken as error:
        raise ValidationError({"file": why_not_taken(error.code)}) from error
    seen = look_at(path)
    if seen.reason or seen.kind != "document":
        raise ValidationError({"file": why_not_taken(seen.reason or "kind")})
    seen = LookedAt(path, seen.size, seen.kind, extension, seen.file_hash)
    titles = {"title_zh": " ".join(title_zh.split())[:200], "title_en": " ".join(title_en.split())[:200]}
    return _added(item, seen, given_name(name, extension), titles, replaces, acting_user)


@transaction.atomic
def _added(
    item: DisclosureItem, seen: LookedAt, name: str, titles: dict[str, str], replaces: DisclosureFile | None, user: Any
) -> DisclosureFile:
    row = _changeable(item, user)
    files = list(row.files.filter(removed_at=None))
    known = next((file for file in files if file.file_hash == seen.file_hash), None)
    if known:
        return known
    old = next((file for file in files if replaces and file.pk == replaces.pk), None)
    if replaces and old is None:
        raise ValidationError({"replaces": _("This file has been replaced or removed already.")})
    if old is None and len(files) >= MOST_FILES:
        raise ValidationError(
            ngettext("An item has %(count)d file at most.", "An item has %(count)d files at most.", MOST_FILES)
            % {"count": MOST_FILES}
        )
    asset = file_away(seen, unit=row.unit, name=name, token=uuid.uuid4().hex[:16], acting_user=user)
    document = AssetDocument.objects.get(asset=asset)
    made = DisclosureFile.objects.create(
        item=row, document=document, name=name, extension=seen.extension, size=seen.size, file_hash=seen.file_hash,
        added_by=user, replaces=old, **titles,
    )  # fmt: skip
    if old is not None:
        old.removed_at, old.removed_by = timezone.now(), user
        old.save(update_fields=["removed_at", "removed_by"])
    _changed(row, user)
    audit(ADDED, made, user=user, old=old.pk if old else None, new=name)
    return made


@transaction.atomic
def remove_item_file(file: DisclosureFile, *, acting_user: Any) -> DisclosureFile:
    """Take a file off an item; readers have it until another person releases the item without it. Twice is once."""
    row = _changeable(file.item, acting_user)
    found = DisclosureFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if found.removed_at:
        return found
    found.removed_at, found.removed_by = timezone.now(), acting_user
    found.save(update_fields=["removed_at", "removed_by"])
    _changed(row, acting_user)
    audit(REMOVED, found, user=acting_user, old=found.name)
    return found


def _changeable(item: DisclosureItem, user: Any) -> DisclosureItem:
    row = locked_item(item)
    require(can_write_item(user, row.unit))
    if row.state == ItemState.REVIEW:
        raise ValidationError(_("The item waits for review; have it returned first."))
    if row.state == ItemState.NOT_APPLICABLE:
        raise ValidationError(_("This unit owes no item of this kind."))
    return row


def _changed(row: DisclosureItem, user: Any) -> None:
    """The item is to be released anew. Who wrote words that are not released yet stays their writer."""
    if row.state != ItemState.DRAFT:
        row.written_by = user
    begin_change(row, timezone.localdate())
    row.save()
