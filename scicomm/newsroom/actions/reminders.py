"""Reminders of review: each letter about a step that is due or late is decided once, and sent by a handler."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.core.workdays import working_days_between
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.models import RoundStep
from scicomm.newsroom.rules.reviews import BEFORE, SUBSTITUTES, letters_due


def remind_due(*, limit: int = 200) -> int:
    """State a fact for each letter that is due, each once and each step in its own transaction; returns how many."""
    today = timezone.localdate()
    told = 0
    for pk in list(_due().values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            step = _due().select_for_update(of=("self",)).select_related("round__dossier").filter(pk=pk).first()
            if step is None or step.due_on is None:
                continue
            # Who was asked today need not be reminded today.
            sent = {*step.letters, *([BEFORE] if _opened_on(step) == today else [])}
            for kind in letters_due(working_days_between(today, step.due_on), sent):
                _tell(step, kind)
                told += 1
    return told


def _due() -> QuerySet[RoundStep]:
    # The last letter is told four working days after the day; a step that has had it is done with.
    waiting = RoundStep.objects.to_sign().filter(due_on__isnull=False)
    return waiting.exclude(letters__has_key="editors").order_by("due_on", "pk")


def _opened_on(step: RoundStep) -> dt.date | None:
    return timezone.localdate(step.opened_at) if step.opened_at else None


def _tell(step: RoundStep, kind: str) -> None:
    now = timezone.now()
    step.letters = {**step.letters, kind: now.isoformat()}
    if kind == SUBSTITUTES:
        step.escalated_at = now
    step.save(update_fields=["letters", "escalated_at"])
    dossier = step.round.dossier
    record(
        facts.ReviewReminded(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), step_id=step.pk, kind=kind
        )
    )


@transaction.atomic
def note_asked(steps: list[int]) -> None:
    """The letters that ask for a signature went out."""
    RoundStep.objects.filter(pk__in=steps, asked_at=None).update(asked_at=timezone.now())
