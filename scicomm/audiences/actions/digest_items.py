"""Items of digests: kept as the things are, by facts and by a rebuild; what editors say of them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.models import DigestChoice, DigestItem, Segment
from scicomm.audiences.permissions.digests import can_choose_item, can_edit_item, plans_digests
from scicomm.audiences.queries.digest_sources import STORY, Wanted, public_references, reference_of, wanted_items
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.models import PeriodicJob, ProgressRow, ProgressState
from scicomm.core.progress import Fan, ProgressSink, RowProgress
from scicomm.facts.base import ref_parts
from scicomm.newsroom.models import Dossier, StoryState
from scicomm.organisation.permissions import require

ITEM_SET = audit_entry("audiences.item.set", gettext_lazy("Set level or publics of an item"), shred=nothing_personal)
ITEM_CHOSEN = audit_entry("audiences.item.choose", gettext_lazy("Pick an item or keep it out"), shred=nothing_personal)
CHOICE_ENDED = audit_entry("audiences.item.end_choice", gettext_lazy("End a pick"), shred=nothing_personal)

REBUILD = "audiences.digest_items"
_FIELDS = (
    "medium", "unit_id", "language", "title", "summary", "url", "published_at", "place", "region", "begins_at", "ends_at",
)  # fmt: skip


@transaction.atomic
def keep_up(reference: str) -> int:
    """Make the items of a thing what they should be at this moment; returns how many were changed. Safe to repeat.

    What came back is the same item again, so that nobody is told of it twice.
    """
    wanted = {one.key: one for one in wanted_items(reference)}
    rows = DigestItem.objects.select_for_update().filter(Q(key=reference) | Q(key__startswith=f"{reference}@"))
    known = {row.key: row for row in rows}
    changed = sum(_write(known.get(key), one) for key, one in wanted.items())
    return changed + sum(_gone(row) for key, row in known.items() if key not in wanted)


def _write(row: DigestItem | None, one: Wanted) -> bool:
    fresh = row is None
    row = row or DigestItem(key=one.key)
    before = [getattr(row, name) for name in (*_FIELDS, "level", "level_reason", "gone_at")]
    for name in _FIELDS:
        setattr(row, name, getattr(one, name))
    row.gone_at = None
    if not row.level_by_editor:
        row.level, row.level_reason = one.level, one.level_reason
    changed = fresh or before != [getattr(row, name) for name in (*_FIELDS, "level", "level_reason", "gone_at")]
    if changed:
        row.save()
    changed |= _same(row.subjects, one.subjects)
    if not row.segments_by_editor:
        changed |= _same(row.segments, one.segments)
    return changed


def _same(links: Any, wanted: frozenset[int]) -> bool:
    if set(links.values_list("pk", flat=True)) == wanted:
        return False
    links.set(wanted)
    return True


def _gone(row: DigestItem) -> bool:
    """Left out from now on. Of a killed story nothing is kept that could be repeated."""
    kind, identifier = ref_parts(reference_of(row.key))
    killed = (
        kind == STORY
        and identifier.isdecimal()
        and Dossier.objects.filter(story_id=int(identifier), state=StoryState.KILLED).exists()
    )
    if row.gone_at is not None and not (killed and row.title):
        return False
    row.gone_at = row.gone_at or timezone.now()
    if killed:
        row.title, row.summary, row.place = "", "", ""
    row.save()
    return True


class _TimeIsUp(BaseException):
    """Ends a run in the middle: the row of progress says "stopped", and the next run goes on there."""


def rebuild_items(*sinks: ProgressSink, seconds: float | None = None) -> tuple[int, bool]:
    """Compare every item with what is public; returns how many were changed, and whether it came to its end.

    Each thing in its own transaction. Killed or stopped, the next run goes on behind the last thing that was noted.
    """
    last = unfinished_comparison()
    references = sorted(public_references())
    left = [reference for reference in references if reference > last]
    end = time.monotonic() + seconds if seconds else None
    changed = 0
    words = _("Comparing the items of digests")
    try:
        with Fan(RowProgress(REBUILD), *sinks).task(
            words, total=len(references), done=len(references) - len(left)
        ) as bar:
            for reference in left:
                changed += keep_up(reference)
                bar.advance(message=reference)
                if end and time.monotonic() >= end:
                    raise _TimeIsUp
    except _TimeIsUp:
        return changed, False
    return changed, True


def unfinished_comparison() -> str:
    """The last thing that a stopped comparison had done; empty where none was stopped."""
    row = ProgressRow.objects.filter(key=REBUILD).exclude(state=ProgressState.DONE).first()
    return row.message if row and row.state != ProgressState.FAILED else ""


@transaction.atomic
def ask_to_compare(*, acting_user: Any) -> None:
    """Let the worker compare all items now instead of tonight."""
    require(plans_digests(acting_user))
    PeriodicJob.objects.filter(name="audiences.compare_digest_items").update(next_run_at=timezone.now())


@transaction.atomic
def set_item(
    item: DigestItem, *, level: int | None, segments: Iterable[Segment] | None, acting_user: Any
) -> DigestItem:
    """Set level and publics by hand; None gives them back to the rule."""
    require(can_edit_item(acting_user, item))
    row = DigestItem.objects.select_for_update().get(pk=item.pk)
    old = _words_of(row)
    row.level_by_editor, row.segments_by_editor = level is not None, segments is not None
    if level is not None:
        row.level = level
    row.save(update_fields=["level", "level_by_editor", "segments_by_editor", "changed_at"])
    if segments is not None:
        row.segments.set(segments)
    keep_up(reference_of(row.key))
    row.refresh_from_db()
    if _words_of(row) != old:
        audit(ITEM_SET, row, user=acting_user, old=old, new=_words_of(row))
    return row


def _words_of(row: DigestItem) -> dict[str, Any]:
    codes = sorted(row.segments.values_list("code", flat=True))
    return {
        "level": row.level, "by_editor": row.level_by_editor, "publics": codes, "publics_by_editor": row.segments_by_editor,
    }  # fmt: skip


@transaction.atomic
def choose_item(
    item: DigestItem,
    kind: str,
    *,
    acting_user: Any,
    language: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    note: str = "",
) -> DigestChoice:
    """Pick an item or keep it out, for readers of a language or all, from a day to a day."""
    require(can_choose_item(acting_user, item, kind))
    starts = starts_on or timezone.localdate()
    if ends_on and ends_on < starts:
        raise ValidationError({"ends_on": _("The end comes before the beginning.")})
    row = DigestChoice.objects.create(
        item=item,
        kind=kind,
        language=language,
        starts_on=starts,
        ends_on=ends_on,
        note=note[:300],
        chosen_by=acting_user,
    )
    audit(ITEM_CHOSEN, item, user=acting_user, new={"kind": kind, "language": language, "from": starts.isoformat()})
    return row


@transaction.atomic
def end_choice(choice: DigestChoice, *, acting_user: Any) -> None:
    """Take a pick or a keeping out back."""
    require(plans_digests(acting_user) or can_choose_item(acting_user, choice.item, choice.kind))
    audit(CHOICE_ENDED, choice.item, user=acting_user, old={"kind": choice.kind, "language": choice.language})
    choice.delete()
