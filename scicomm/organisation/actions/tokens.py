"""Tokens: made, used, revoked. The secret leaves this file once, as the answer to who made it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import organisation as facts
from scicomm.facts.base import ref
from scicomm.organisation.enums import TokenScope
from scicomm.organisation.models import ApiToken, Unit
from scicomm.organisation.permissions import can_revoke_token, require, token_units
from scicomm.organisation.rules import LONGEST_TOKEN_DAYS, new_token_secret, token_digest

TOKEN_MADE = audit_entry("organisation.token.make", gettext_lazy("Make token"), shred=nothing_personal)
TOKEN_REVOKED = audit_entry("organisation.token.revoke", gettext_lazy("Revoke token"), shred=nothing_personal)
MOST_TOKENS = 20
# Noting every use would be a write for every request.
NOTE_EVERY = dt.timedelta(minutes=1)


@transaction.atomic
def make_token(*, acting_user: Any, unit: Unit, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """A token for oneself in a unit where one holds a role; returns it with its secret, which nobody can have again."""
    require(token_units(acting_user).filter(pk=unit.pk).exists())
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(TokenScope.values) or not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise ValidationError(_("Say what the token may do, and for how many days, a year at most."))
    if ApiToken.objects.valid().filter(user=acting_user).count() >= MOST_TOKENS:
        raise ValidationError(_("You have %(count)d tokens already. Revoke one first.") % {"count": MOST_TOKENS})
    secret = new_token_secret()
    token = ApiToken.objects.create(
        user=acting_user,
        unit=unit,
        name=name[:80],
        scopes=wanted,
        prefix=secret[:12],
        digest=token_digest(secret),
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    audit(TOKEN_MADE, token, user=acting_user, new={"scopes": wanted, "unit": unit.slug, "days": days})
    record(
        facts.ApiTokenMade(
            unit_id=unit.pk, subject=ref("organisation", "token", token.pk), actor_id=acting_user.pk, scopes=wanted
        )
    )
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, acting_user: Any) -> ApiToken:
    """End a token at once: one's own, or any of a unit one administers. Twice is once."""
    row = ApiToken.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=token.pk)
    require(can_revoke_token(acting_user, row))
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        audit(TOKEN_REVOKED, row, user=acting_user, new=row.prefix)
        record(
            facts.ApiTokenRevoked(
                unit_id=row.unit_id, subject=ref("organisation", "token", row.pk), actor_id=acting_user.pk
            )
        )
    return row


def note_token_use(token: ApiToken) -> None:
    """Remember that a token was used, once a minute at most."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
