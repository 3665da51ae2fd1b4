"""Accounts and outlets of units: registered, changed, handed over, closed; their credentials sealed."""

from __future__ import annotations

import datetime as dt
import json
import secrets as chance
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.channel_health import channel_mended
from scicomm.channels.actions.closing import end_account_releases
from scicomm.channels.enums import BUILT_IN, ChannelKind
from scicomm.channels.models import Channel, ChannelSecret
from scicomm.channels.permissions import can_keep_account, can_register_account, keepers_of
from scicomm.channels.queries.accounts import PURPOSE, secrets_of
from scicomm.channels.rules.matrix import SEGMENTS
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.core import secrets
from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import channels as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import require

ACCOUNT_REGISTERED = audit_entry(
    "channels.account.register", gettext_lazy("Register account"), shred=shred_fields("handle", "name_zh", "name_en")
)
ACCOUNT_CHANGED = audit_entry(
    "channels.account.edit", gettext_lazy("Change account"), shred=shred_fields("handle", "name_zh", "name_en")
)
ACCOUNT_HANDED_OVER = audit_entry(
    "channels.account.hand_over", gettext_lazy("Hand over account"), shred=shred_fields("words")
)
ACCOUNT_CLOSED = audit_entry("channels.account.close", gettext_lazy("Close account"), shred=nothing_personal)
SECRETS_SET = audit_entry("channels.account.credentials", gettext_lazy("Set credentials"), shred=nothing_personal)

ACCOUNT_FIELDS = (
    "name_zh",
    "name_en",
    "language",
    "handle",
    "url",
    "medium",
    "settings",
    "segments",
    "takes_all",
    "is_on",
    "most_per_hour",
    "last_post_on",
)


def _checked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values an account may have, or what is wrong with them by field."""
    wrong: dict[str, Any] = {}
    platform = PLATFORMS.get(kind)
    given = {name: value for name, value in values.items() if name in ACCOUNT_FIELDS}
    if unknown := set(given.get("segments", [])) - set(SEGMENTS):
        wrong["segments"] = _("Not a public that is kept here: %(codes)s") % {"codes": ", ".join(sorted(unknown))}
    if platform is not None and "settings" in given:
        known = {spec.name for spec in platform.settings}
        given["settings"] = {name: str(text) for name, text in given["settings"].items() if name in known and text}
        for spec in platform.settings:
            if spec.required and not given["settings"].get(spec.name):
                wrong[f"settings__{spec.name}"] = _("%(field)s is missing.") % {"field": spec.label}
    day = given.get("last_post_on")
    if day and day > timezone.localdate():
        wrong["last_post_on"] = _("This day has not come yet.")
    if wrong:
        raise ValidationError(wrong)
    return given


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the audit can hold them."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def _may_have(unit: Unit, *people: Person | None) -> None:
    wanted = {person.pk for person in people if person is not None}
    if keepers_of(unit).filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError(_("An account is kept by people of its own unit."))


@transaction.atomic
def register_account(
    unit: Unit, kind: str, *, acting_user: Any, owner: Person | None = None, deputy: Person | None = None, **values: Any
) -> Channel:
    """Register an account or outlet of a unit. It starts switched on; credentials follow with `set_credentials`."""
    require(can_register_account(acting_user, unit))
    if kind not in ChannelKind.values or kind in BUILT_IN:
        raise ValidationError(_("Accounts of this kind come with the unit and are not registered."))
    if not unit.is_active:
        raise ValidationError(_("The unit is closed."))
    _may_have(unit, owner, deputy)
    given = {"language": settings.LANGUAGE_CODE, **_checked(kind, {"settings": {}, **values})}
    _not_twice(kind, given.get("handle", ""), given.get("url", ""))
    row = Channel(
        unit=unit,
        kind=kind,
        owner=owner,
        deputy=deputy,
        slug=f"{unit.slug}-{kind}-{chance.token_hex(4)}",
        created_at=timezone.now(),
        **given,
    )
    row.full_clean(exclude=["settings", "segments"])
    row.save()
    audit(ACCOUNT_REGISTERED, row, user=acting_user, new=_plain({**given, "kind": kind, "unit": unit.slug}))
    record(
        facts.ChannelRegistered(
            unit_id=unit.pk,
            subject=ref("channels", "channel", row.pk),
            channel=row.slug,
            kind=kind,
            actor_id=acting_user.pk,
        )
    )
    return row


@transaction.atomic
def register_with_credentials(
    unit: Unit,
    kind: str,
    *,
    acting_user: Any,
    secrets: Mapping[str, str],
    expires_at: dt.datetime | None = None,
    **values: Any,
) -> Channel:
    """Register an account and seal its credentials in one step: refused together, so that no half of it is left."""
    row = register_account(unit, kind, acting_user=acting_user, **values)
    if any(secrets.values()):
        set_credentials(row, secrets, acting_user=acting_user, expires_at=expires_at)
    return row


def _not_twice(kind: str, handle: str, url: str, own: int | None = None) -> None:
    """One account is registered once in the whole house: whose it is must never be in doubt."""
    rows = Channel.objects.filter(kind=kind, closed_at=None)
    rows = rows.exclude(pk=own) if own else rows
    if handle and rows.filter(handle__iexact=handle).exists():
        raise ValidationError({"handle": _("This account is registered already.")})
    if url and rows.filter(url=url).exists():
        raise ValidationError({"url": _("An account with this address is registered already.")})


def _locked(channel: Channel, acting_user: Any) -> Channel:
    row = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    require(can_keep_account(acting_user, row))
    if row.kind in BUILT_IN:
        raise ValidationError(_("Accounts of this kind come with the unit and are not registered."))
    if row.closed_at is not None:
        raise ValidationError(_("The account is closed."))
    return row


@transaction.atomic
def edit_account(channel: Channel, *, acting_user: Any, **values: Any) -> Channel:
    """Change what is kept of an account; nothing that is the same is written or logged."""
    row = _locked(channel, acting_user)
    given = _checked(row.kind, values)
    _not_twice(row.kind, given.get("handle", ""), given.get("url", ""), row.pk)
    old = {name: getattr(row, name) for name in given}
    changed = {name: value for name, value in given.items() if value != old[name]}
    if not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    row.full_clean(exclude=["settings", "segments"])
    row.save(update_fields=list(changed))
    audit(
        ACCOUNT_CHANGED, row, user=acting_user, old=_plain({name: old[name] for name in changed}), new=_plain(changed)
    )
    if row.trouble and ("settings" in changed or changed.get("is_on")):
        channel_mended(row)
    return row


@transaction.atomic
def hand_over_account(
    channel: Channel, *, acting_user: Any, owner: Person | None, deputy: Person | None, words: str = ""
) -> Channel:
    """Give an account to other people of its unit. The log keeps who had it before."""
    row = _locked(channel, acting_user)
    if owner is not None and deputy is not None and owner.pk == deputy.pk:
        raise ValidationError({"deputy": _("The deputy is somebody else.")})
    _may_have(row.unit, owner, deputy)
    old = {"owner": row.owner_id, "deputy": row.deputy_id}
    row.owner, row.deputy = owner, deputy
    # Whether it is still nobody's is found by the next nightly look; with a new owner in office it is not.
    row.orphaned = "" if owner is not None else row.orphaned
    row.save(update_fields=["owner", "deputy", "orphaned"])
    new = {"owner": row.owner_id, "deputy": row.deputy_id}
    audit(ACCOUNT_HANDED_OVER, row, user=acting_user, old=old, new=new, words=words)
    return row


@transaction.atomic
def close_account(channel: Channel, *, acting_user: Any, reason: str) -> Channel:
    """Close an account for good: nothing goes there any more, its credentials are destroyed; its record stays."""
    row = _locked(channel, acting_user)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the account is closed.")})
    ChannelSecret.objects.filter(channel=row).delete()
    row.is_on, row.closed_at, row.closed_because = False, timezone.now(), reason.strip()[:300]
    row.idle_since, row.orphaned, row.trouble, row.trouble_words = None, "", "", ""
    row.save()
    end_account_releases(row)
    audit(ACCOUNT_CLOSED, row, user=acting_user, new=row.closed_because)
    record(
        facts.ChannelClosed(
            unit_id=row.unit_id,
            subject=ref("channels", "channel", row.pk),
            channel=row.slug,
            reason=row.closed_because,
            actor_id=acting_user.pk,
        )
    )
    return row


@transaction.atomic
def set_credentials(
    channel: Channel, given: Mapping[str, str], *, acting_user: Any, expires_at: dt.datetime | None = None
) -> ChannelSecret:
    """Seal the credentials of an account. Empty ones keep what was there; the audit says which were set, never what they are.

    A new credential ends the trouble that the old one was in: the next check or release shows whether it is good.
    """
    row = _locked(channel, acting_user)
    platform = PLATFORMS.get(row.kind)
    known = {spec.name for spec in platform.secrets} if platform else set()
    fresh = {name: value.strip() for name, value in given.items() if name in known and value.strip()}
    kept = {**{name: value for name, value in secrets_of(row).items() if name in known}, **fresh}
    missing = [spec for spec in platform.secrets if spec.required and not kept.get(spec.name)] if platform else []
    if missing:
        raise ValidationError(
            {f"secret__{spec.name}": _("%(field)s is missing.") % {"field": spec.label} for spec in missing}
        )
    sealed = secrets.seal(json.dumps(kept, ensure_ascii=False), settings.SCICOMM_PASSWORD_KEYS[0], PURPOSE)
    values = {"sealed": sealed, "names": sorted(kept), "expires_at": expires_at}
    found, _created = ChannelSecret.objects.update_or_create(channel=row, defaults=values)
    if fresh:
        channel_mended(row)
    ends = expires_at.date().isoformat() if expires_at else ""
    audit(SECRETS_SET, row, user=acting_user, new={"set": sorted(fresh), "ends": ends})
    return found
