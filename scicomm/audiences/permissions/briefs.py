"""Who may write, approve and read briefs. A copy is read by whoever holds its link (and its code), and by nobody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from scicomm.audiences.models import Brief, BriefCopy
from scicomm.audiences.rules.briefs import copy_number, token_fits
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, Role, allowed, holds_anywhere, holds_here, units_here

# A brief speaks for the house to those who decide: who approves it signs final reviews.
APPROVERS = frozenset({Role.FINAL_REVIEWER})
# Not everybody who oversees a unit sees its briefs: their circulation is controlled inside the house too.
KNOWERS = frozenset({*EDITORS, *APPROVERS})


def briefs_for(user: Any) -> QuerySet[Brief]:
    """Briefs of the very units where the user writes or approves; a branch does not read those of its institutes."""
    return Brief.objects.filter(unit__in=units_here(user, KNOWERS)).select_related("unit", "author", "approved_by")


def get_brief_for(user: Any, identifier: object) -> Brief:
    return allowed(briefs_for(user), identifier)


def get_brief_copy_for(user: Any, brief: object, identifier: object) -> BriefCopy:
    """A copy of a brief the user knows."""
    return allowed(BriefCopy.objects.filter(brief=get_brief_for(user, brief)).select_related("brief__unit"), identifier)


def brief_units(user: Any) -> QuerySet[Unit]:
    """Units for which the user may write briefs."""
    return units_here(user, EDITORS)


def can_write_brief(user: Any, unit: Unit) -> bool:
    return holds_here(user, EDITORS, unit)


def can_approve_brief(user: Any, brief: Brief) -> bool:
    """A final reviewer of the very unit, and never its writer."""
    return holds_here(user, APPROVERS, brief.unit) and brief.author_id != user.pk


def knows_briefs(user: Any) -> bool:
    return holds_anywhere(user, KNOWERS)


def get_copy_to_read(token: str) -> BriefCopy:
    """The copy a link speaks of; 404 for a forged or replaced link. Whether it may still be read, the view asks."""
    number = copy_number(token)
    copy = BriefCopy.objects.select_related("brief__unit", "brief__dossier__story").filter(pk=number or 0).first()
    if copy is None or not token_fits(token, settings.SECRET_KEY, copy.pk, copy.salt):
        raise Http404
    return copy
