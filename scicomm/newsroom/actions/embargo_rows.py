"""The rows of embargoes, one for a story with all its translations, and what of them stands on dossiers and holds files.

Lowest step of all that touches embargoes: who may, and what is refused, is asked in embargoes.py and wherever else this is
called.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scicomm.assets.actions import hold_assets
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.enums import TAKEN_BACK, EmbargoMoveKind, EmbargoSource, StoryState
from scicomm.newsroom.models import Dossier, Embargo, EmbargoMove, StoryPage
from scicomm.newsroom.queries.story_files import files_of
from scicomm.newsroom.rules import is_embargoed


def covered(key: UUID | str) -> list[Dossier]:
    """The dossiers of a story and its translations, locked in one order, so that two people never wait for each other."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("unit", "story")
    return list(rows.filter(story__translation_key=key).order_by("pk"))


def locked_with_twins(story: StoryPage) -> tuple[Dossier, list[Dossier]]:
    """A story's dossier and those of all its translations (itself among them), locked together."""
    key = StoryPage.objects.values_list("translation_key", flat=True).get(pk=story.pk)
    siblings = covered(key)
    return next(one for one in siblings if one.story_id == story.pk), siblings


def open_embargo(key: UUID | str) -> Embargo | None:
    """The embargo that is not over, of a story and its translations."""
    return Embargo.objects.select_for_update().filter(translation_key=key, lifted_at=None).first()


def write_embargo(
    dossier: Dossier, *, until: dt.datetime, source: EmbargoSource, acting_user: Any, reason: str = "",
    article: Article | None = None,
) -> tuple[Embargo, int]:  # fmt: skip
    """Set or move the embargo of a dossier's story; returns it, and how many planned releases had to move with it."""
    key = dossier.story.translation_key
    user = acting_user if getattr(acting_user, "pk", None) else None
    row = Embargo.objects.select_for_update().filter(translation_key=key).first()
    old = row.until if row and row.lifted_at is None else None
    if row is None:
        row = Embargo(translation_key=key, unit=dossier.unit, set_by=user)
    row.until, row.source, row.reason, row.article = until, source, reason, article or row.article
    row.lifted_at, row.late_seconds, row.warned_at = None, 0, None
    if old is None:
        row.set_by = user
    row.save()
    kind = EmbargoMoveKind.MOVED if old else EmbargoMoveKind.SET
    note_move(row, kind, old=old, new=until, acting_user=user, reason=reason)
    return row, _project(covered(key), until)


def note_move(row: Embargo, kind: EmbargoMoveKind, *, acting_user: Any, reason: str = "", late: int = 0,
              old: dt.datetime | None = None, new: dt.datetime | None = None) -> None:  # fmt: skip
    """One line of the embargo's history."""
    EmbargoMove.objects.create(
        embargo=row,
        kind=kind,
        old=old,
        new=new,
        source=row.source,
        reason=reason,
        made_by=acting_user,
        late_seconds=late,
    )


def clear_embargo(row: Embargo, *, kind: EmbargoMoveKind, acting_user: Any, reason: str = "", late: int = 0) -> None:
    """The embargo is over. Its moment stays on the row; the dossiers no longer carry one."""
    user = acting_user if getattr(acting_user, "pk", None) else None
    row.lifted_at, row.late_seconds = timezone.now(), late
    row.save(update_fields=["lifted_at", "late_seconds"])
    note_move(row, kind, old=row.until, acting_user=user, reason=reason, late=late)
    if kind == EmbargoMoveKind.LIFTED_EARLY:
        _project(covered(row.translation_key), None)


def _project(dossiers: Iterable[Dossier], until: dt.datetime | None) -> int:
    moved = 0
    for dossier in dossiers:
        if dossier.published_at is not None:
            continue
        values: dict[str, Any] = {"embargo_until": until, "changed_at": timezone.now()}
        if until and dossier.release_at and dossier.release_at < until:
            values["release_at"], moved = until, moved + 1
        Dossier.objects.filter(pk=dossier.pk).update(**values)
    return moved


def is_held_back(dossier: Dossier) -> bool:
    """Whether the files that only this story uses must stay out of reach: before its time, and once it was taken back."""
    if dossier.state in TAKEN_BACK:
        return True
    waits = dossier.state == StoryState.HELD or is_embargoed(dossier.embargo_until, timezone.now())
    return dossier.published_at is None and waits


@transaction.atomic
def follow_holds(story_id: int) -> None:
    """Hold back, let go or show the files of a story and its translations, as they stand now. Repeating changes nothing."""
    dossiers = Dossier.objects.filter(story__translation_key__in=_keys(story_id)).select_related("story")
    for dossier in dossiers:
        # The text of a killed story is sealed; what was held when it was killed stays held.
        if dossier.state == StoryState.KILLED:
            continue
        public, held = dossier.story.live and dossier.published_at is not None, is_held_back(dossier)
        files = files_of(dossier, public=public) if public or held else []
        hold_assets(ref("newsroom", "story", dossier.story_id), files, is_free=public)


def _keys(story_id: int) -> Any:
    return Dossier.objects.filter(story_id=story_id).values("story__translation_key")
