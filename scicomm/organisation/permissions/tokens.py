"""Who makes, sees and revokes tokens of the API, and what a token narrows its user to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.organisation.enums import STAFF, Role
from scicomm.organisation.models import ApiToken, Unit
from scicomm.organisation.permissions.appointments import duties, may_administer
from scicomm.organisation.permissions.refusals import allowed
from scicomm.organisation.permissions.units import units_here, units_under
from scicomm.organisation.rules import token_digest


def token_units(user: Any) -> QuerySet[Unit]:
    """The units for which a person may make tokens: those where they hold any role."""
    return units_here(user, STAFF) if getattr(user, "is_authenticated", False) else Unit.objects.none()


def tokens_for(user: Any) -> QuerySet[ApiToken]:
    """One's own tokens, and those of the units one administers."""
    administered = units_under(user, [Role.ADMINISTRATOR])
    return ApiToken.objects.filter(Q(user_id=user.pk) | Q(unit__in=administered))


def get_token_for(user: Any, identifier: object) -> ApiToken:
    return allowed(tokens_for(user).select_related("unit", "user"), identifier)


def can_revoke_token(user: Any, token: ApiToken) -> bool:
    """Who made it, and administrators of its unit or above."""
    return token.user_id == user.pk or may_administer(user, token.unit)


def token_of(secret: str) -> ApiToken | None:
    """The valid token with this secret. Its user's rights are narrowed to the token's unit, for as long as this object lives."""
    found = ApiToken.objects.valid().filter(digest=token_digest(secret)).select_related("user", "unit").first()
    if found is not None:
        held = duties(found.user).get(found.unit.path, frozenset())
        found.user._scicomm_duties = {found.unit.path: held}  # type: ignore[attr-defined]
    return found
