"""Embargoes, breaches and killing: who may hold a story back, let it out early, or take it from everybody at once."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.newsroom.enums import EmbargoSource, StoryState
from scicomm.newsroom.models import Dossier, EmbargoBreach
from scicomm.newsroom.rules.embargoes import shortens
from scicomm.organisation.permissions import EDITORS, OVERSEERS, Role, allowed, holds, holds_here, units_under


def may_hold(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit and final reviewers above it decide how long its stories wait."""
    return holds_here(user, EDITORS, dossier.unit) or holds(user, [Role.FINAL_REVIEWER], dossier.unit)


def may_move(user: Any, dossier: Dossier, *, source: str, old: Any, new: Any) -> bool:
    """What the journal asked for is shortened by a final reviewer only, or by an editor once it was broken: then nothing is kept
    by waiting."""
    if not may_hold(user, dossier):
        return False
    if source != EmbargoSource.JOURNAL or not shortens(old, new):
        return True
    return holds(user, [Role.FINAL_REVIEWER], dossier.unit) or dossier.breaches.exists()


def can_kill(user: Any, dossier: Dossier) -> bool:
    """Editors and final reviewers of the unit and above: it must be quick, so more people may than may withdraw."""
    return dossier.state != StoryState.KILLED and may_see_sealed(user, dossier)


def may_see_sealed(user: Any, dossier: Dossier) -> bool:
    """Who may kill may also read what was sealed: a court may ask for it."""
    return holds(user, EDITORS, dossier.unit) or holds(user, [Role.FINAL_REVIEWER], dossier.unit)


def can_share(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit show its held stories to the press."""
    return may_hold(user, dossier)


def breaches_for(user: Any) -> QuerySet[EmbargoBreach]:
    """Broken embargoes of the units the user oversees."""
    return EmbargoBreach.objects.filter(dossier__unit__in=units_under(user, OVERSEERS))


def get_breach_for(user: Any, identifier: object) -> EmbargoBreach:
    return allowed(breaches_for(user).select_related("dossier__unit", "dossier__story", "member__unit"), identifier)
