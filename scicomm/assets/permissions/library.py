"""Who may see, add to and change what lies in the library, and who may follow its uploads, imports and edits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from scicomm.assets.models import Asset, BulkEdit, ImportRun, Likeness, Upload
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    allowed,
    holds_anywhere,
    holds_here,
    units_here,
    units_under,
)


def library_for(user: Any) -> QuerySet[Asset]:
    """The assets of the units whose work the user reads."""
    return Asset.objects.filter(unit__in=units_under(user, OVERSEERS))


def get_library_asset_for(user: Any, identifier: object) -> Asset:
    return allowed(library_for(user).select_related("unit", "image", "document", "recording"), identifier)


def editable_assets_for(user: Any) -> QuerySet[Asset]:
    """The assets the user may change: those of the very units they edit."""
    return Asset.objects.filter(unit__in=units_here(user, EDITORS))


def units_to_add_to(user: Any) -> QuerySet[Unit]:
    """The units whose collection the user may add files to."""
    return units_here(user, EDITORS).filter(collection__isnull=False, is_active=True).order_by("path")


def can_add_to(user: Any, unit: Unit) -> bool:
    return holds_here(user, EDITORS, unit) and unit.collection_id is not None


def can_add_anywhere(user: Any) -> bool:
    return holds_anywhere(user, EDITORS)


def can_see_library(user: Any) -> bool:
    return holds_anywhere(user, OVERSEERS)


def uploads_for(user: Any) -> QuerySet[Upload]:
    """One's own uploads, and nobody else's: what is not finished is nobody's business."""
    return Upload.objects.filter(sent_by_id=user.pk or -1).select_related("unit", "asset")


def get_upload_for(user: Any, key: UUID) -> Upload:
    """One's own upload by its key."""
    found = uploads_for(user).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def import_runs_for(user: Any) -> QuerySet[ImportRun]:
    """Imports into the units the user oversees."""
    return ImportRun.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit", "started_by")


def get_import_run_for(user: Any, identifier: object) -> ImportRun:
    return allowed(import_runs_for(user), identifier)


def bulk_edits_for(user: Any) -> QuerySet[BulkEdit]:
    """One's own edits of many, and those that touched only assets one may change oneself."""
    mine = editable_assets_for(user).values("pk")
    others = BulkEdit.objects.exclude(rows__asset__in=Asset.objects.exclude(pk__in=mine)).filter(rows__isnull=False)
    return BulkEdit.objects.filter(Q(made_by_id=user.pk or -1) | Q(pk__in=others.values("pk")))


def get_bulk_edit_for(user: Any, identifier: object) -> BulkEdit:
    return allowed(bulk_edits_for(user).select_related("made_by"), identifier)


def likenesses_for(user: Any) -> QuerySet[Likeness]:
    """Pairs of which the user may see both: of any other pair the other half is nobody's business."""
    units = units_under(user, OVERSEERS)
    return Likeness.objects.filter(first__unit__in=units, second__unit__in=units)


def get_likeness_for(user: Any, identifier: object) -> Likeness:
    rows = likenesses_for(user).select_related("first__unit", "second__unit", "first__image", "second__image")
    return allowed(rows, identifier)


def can_decide_on(user: Any, pair: Likeness) -> bool:
    """Editors of the unit of one of the two; which of them may be put away is asked again."""
    return holds_here(user, EDITORS, pair.first.unit) or holds_here(user, EDITORS, pair.second.unit)
