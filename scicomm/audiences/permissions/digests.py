"""Who may look after digests and their items, and which digest a reader's own link opens.

Editors of the academy itself plan editions and pick; editors of a unit set level and publics of their unit's items and may keep
them out. Items hold nothing but what is public; who got which is seen by the keepers of addresses alone, with an audit entry.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from scicomm.audiences.enums import ItemChoice
from scicomm.audiences.models import Digest, DigestChoice, DigestEdition, DigestItem
from scicomm.audiences.rules import read_token
from scicomm.audiences.rules.digest_marks import DIGEST_SALT, OPEN_FOR
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    allowed,
    holds_anywhere,
    holds_at_the_top,
    holds_here,
    units_here,
)


def plans_digests(user: Any) -> bool:
    """Editors of the academy itself: subject lines, picks, the rebuild."""
    return holds_at_the_top(user, EDITORS)


def sees_digests(user: Any) -> bool:
    """Numbers of editions, items and previews: whoever oversees some unit."""
    return holds_anywhere(user, OVERSEERS)


def editions_for(user: Any) -> QuerySet[DigestEdition]:
    return DigestEdition.objects.all() if sees_digests(user) else DigestEdition.objects.none()


def get_edition_for(user: Any, identifier: object) -> DigestEdition:
    return allowed(editions_for(user), identifier)


def digest_items_for(user: Any) -> QuerySet[DigestItem]:
    """Items are public things: whoever oversees some unit sees all of them."""
    return DigestItem.objects.all() if sees_digests(user) else DigestItem.objects.none()


def get_digest_item_for(user: Any, identifier: object) -> DigestItem:
    return allowed(digest_items_for(user).select_related("unit"), identifier)


def can_edit_item(user: Any, item: DigestItem) -> bool:
    """Editors of the item's own unit, and of the academy."""
    return plans_digests(user) or holds_here(user, EDITORS, item.unit)


def can_choose_item(user: Any, item: DigestItem, kind: str) -> bool:
    """A pick is the academy's; keeping out is also the unit's own."""
    return plans_digests(user) or (kind == ItemChoice.OUT and holds_here(user, EDITORS, item.unit))


def get_choice_for(user: Any, identifier: object) -> DigestChoice:
    """A choice that the user may end."""
    rows = DigestChoice.objects.select_related("item__unit")
    if not plans_digests(user):
        rows = rows.filter(kind=ItemChoice.OUT, item__unit__in=units_here(user, EDITORS))
    return allowed(rows, identifier)


def get_digest_by_token(token: str) -> Digest:
    """The digest that a reader's own link opens; 404 for a forged, an expired and an erased one."""
    read = read_token(token, DIGEST_SALT)
    rows = Digest.objects.select_related("edition", "subscription__profile")
    found = rows.filter(pk=read[0], made_at__gte=timezone.now() - OPEN_FOR).first() if read else None
    if read is None or found is None or found.subscription.key[:12] != read[1] or found.subscription.erased_at:
        raise Http404
    return found
