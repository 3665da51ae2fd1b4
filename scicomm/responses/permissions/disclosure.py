"""Who may do what in information disclosure.

Disclosure officers are the response officers of the unit or above: the office that answers the public is in institutes the
same that answers by right, and a role of its own would leave most units without a second person to sign. Nobody else meets
a request.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, Role, allowed, holds, holds_here, units_under
from scicomm.responses.enums import TWO_PEOPLE
from scicomm.responses.models import (
    DisclosureFile,
    DisclosureItem,
    DisclosureItemQuerySet,
    DisclosureReport,
    DisclosureRequest,
    DisclosureRequestQuerySet,
    Redaction,
    RequestLetter,
)

OFFICERS = frozenset({Role.RESPONSE_OFFICER})
ITEM_WRITERS = EDITORS | OFFICERS
ITEM_REVIEWERS = OFFICERS | {Role.FINAL_REVIEWER}


def _signed_in(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def can_disclose(user: Any, unit: Unit) -> bool:
    """Disclosure officers of the unit or above handle its requests and see who asked."""
    return _signed_in(user) and holds(user, OFFICERS, unit)


def can_write_item(user: Any, unit: Unit) -> bool:
    """Those who write for the very unit: whoever coordinates from above sees what is missing, and does not write it."""
    return _signed_in(user) and (holds_here(user, ITEM_WRITERS, unit) or holds(user, OFFICERS, unit))


def can_release_item(user: Any, item: DisclosureItem) -> bool:
    """A reviewer who neither wrote it nor added or removed one of its files since it was last released."""
    if not _signed_in(user) or not holds(user, ITEM_REVIEWERS, item.unit) or item.written_by_id == user.pk:
        return False
    released = item.released_files
    added = Q(removed_at=None, added_by=user) & ~Q(pk__in=released)
    return not item.files.filter(added | Q(removed_by=user, pk__in=released)).exists()


def can_sign(user: Any, letter: RequestLetter) -> bool:
    """Who may send a letter: an officer; where it binds the house, another one than its writer."""
    mine = letter.drafted_by_id == user.pk
    return can_disclose(user, letter.request.unit) and not (mine and letter.kind in TWO_PEOPLE)


def items_for(user: Any) -> DisclosureItemQuerySet:
    """Items of the units the user oversees."""
    if not _signed_in(user):
        return DisclosureItem.objects.none()
    return DisclosureItem.objects.filter(unit__in=units_under(user, OVERSEERS))


def get_item_file_for(user: Any, identifier: object) -> DisclosureFile:
    """A file of an item, in whatever version, for those who oversee its unit."""
    mine = DisclosureFile.objects.filter(item__in=items_for(user))
    return allowed(mine.select_related("item__unit", "item__kind", "document"), identifier)


def get_item_for(user: Any, identifier: object) -> DisclosureItem:
    return allowed(items_for(user).select_related("unit", "kind", "responsible"), identifier)


def requests_for(user: Any) -> DisclosureRequestQuerySet:
    """Requests of the units for which the user is a disclosure officer."""
    if not _signed_in(user):
        return DisclosureRequest.objects.none()
    return DisclosureRequest.objects.filter(unit__in=units_under(user, OFFICERS))


def get_request_for(user: Any, identifier: object) -> DisclosureRequest:
    return allowed(requests_for(user).select_related("unit"), identifier)


def get_letter_for(user: Any, identifier: object) -> RequestLetter:
    mine = RequestLetter.objects.filter(request__in=requests_for(user))
    return allowed(mine.select_related("request__unit", "drafted_by", "signed_by"), identifier)


def get_redaction_for(user: Any, identifier: object) -> Redaction:
    return allowed(Redaction.objects.filter(request__in=requests_for(user)).select_related("request"), identifier)


def reports_for(user: Any) -> QuerySet[DisclosureReport]:
    """Reports of the units for which the user is a disclosure officer."""
    if not _signed_in(user):
        return DisclosureReport.objects.none()
    return DisclosureReport.objects.filter(unit__in=units_under(user, OFFICERS)).select_related("unit")


def get_report_for(user: Any, identifier: object) -> DisclosureReport:
    return allowed(reports_for(user), identifier)
