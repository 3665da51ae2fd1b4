"""Marks on passages: put with a decision, ticked off by who revises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.models import Mark, SignOff
from scicomm.newsroom.permissions import can_tick_marks
from scicomm.organisation.permissions import require

TICKED = audit_entry("newsroom.mark.done", gettext_lazy("Tick off mark"), shred=nothing_personal)


@dataclass(frozen=True)
class MarkMade:
    """A mark as a reviewer made it: the passage, the quoted words and their place in it, the comment."""

    passage: str
    quote: str
    comment: str
    offset: int | None = None


def put_marks(signed: SignOff, marks: Iterable[MarkMade]) -> None:
    """Keep the marks of a decision; call inside its transaction."""
    Mark.objects.bulk_create(
        [
            Mark(
                sign_off=signed, revision_id=signed.revision_id, passage=mark.passage, quote=mark.quote,
                comment=mark.comment, offset=mark.offset,
            )
            for mark in marks
        ]
    )  # fmt: skip


@transaction.atomic
def tick_mark(mark: Mark, *, acting_user: Any, done: bool) -> Mark:
    """Tick a mark off, or take the tick back; again gives the same."""
    mark = Mark.objects.select_for_update(of=("self",)).select_related("sign_off__dossier__unit").get(pk=mark.pk)
    dossier = mark.sign_off.dossier
    require(can_tick_marks(acting_user, dossier))
    if (mark.done_at is not None) == done:
        return mark
    mark.done_at, mark.done_by = (timezone.now(), acting_user) if done else (None, None)
    mark.save(update_fields=["done_at", "done_by"])
    audit(TICKED, dossier.story, user=acting_user, new=done, mark=mark.pk)
    record(
        facts.StoryMarkDone(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), actor_id=acting_user.pk,
            mark_id=mark.pk, done=done,
        )
    )  # fmt: skip
    return mark
