"""Submissions: who meets which, offers and answers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.newsroom.models import Submission
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, allowed, holds_here, units_under


def submissions_for(user: Any) -> QuerySet[Submission]:
    """What the units the user oversees offered. A higher unit oversees all that can be offered to it."""
    return Submission.objects.filter(from_unit__in=units_under(user, OVERSEERS))


def get_submission_for(user: Any, identifier: object) -> Submission:
    rows = submissions_for(user).filter(Q(dossier__isnull=False) | Q(lead__isnull=False))
    return allowed(rows.select_related("dossier__story", "dossier__unit", "lead", "from_unit", "to_unit"), identifier)


def can_offer(user: Any, unit: Unit) -> bool:
    """Editors of the very unit offer its things, answer what was asked, and take an offer back."""
    return holds_here(user, EDITORS, unit)


def can_adopt(user: Any, to_unit: Unit) -> bool:
    """Editors of the very unit that was offered something adopt, ask for changes, decline, and take off again."""
    return holds_here(user, EDITORS, to_unit)
