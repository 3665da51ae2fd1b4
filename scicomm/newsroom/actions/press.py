"""The press room's members: invited, joined, suspended, banned, readmitted; and the terms they accept."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.press_notices import make_notice
from scicomm.newsroom.enums import PressNoticeKind, PressState
from scicomm.newsroom.models import PressMember, PressTerms
from scicomm.newsroom.permissions.press import can_invite, can_keep_member, can_write_terms
from scicomm.newsroom.queries.press import terms_in_force
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import require

INVITED = audit_entry("newsroom.press.invite", gettext_lazy("Invite to the press room"), shred=shred_fields("new"))
JOINED = audit_entry("newsroom.press.join", gettext_lazy("Join the press room"), shred=nothing_personal)
KEPT = audit_entry("newsroom.press.keep", gettext_lazy("Member of the press room"), shred=nothing_personal)
TERMS = audit_entry("newsroom.press.terms", gettext_lazy("Terms of the press room"), shred=nothing_personal)


def _about(member: PressMember, acting_user: Any) -> dict[str, Any]:
    return {
        "unit_id": member.unit_id, "subject": ref("newsroom", "press_member", member.pk),
        "actor_id": getattr(acting_user, "pk", None),
    }  # fmt: skip


@transaction.atomic
def invite_member(
    unit: Unit, *, name: str, medium: str, email: str, acting_user: Any, beats: str = "", language: str = "",
    expires_on: dt.date | None = None,
) -> PressMember:  # fmt: skip
    """Invite a journalist by mail; again, where the invitation was not taken up, sends a new link. Refuses who is a member."""
    require(can_invite(acting_user, unit))
    email = User.objects.normalize_email(email.strip()).lower()
    known = PressMember.objects.select_for_update().filter(email=email).first()
    if known and known.state != PressState.INVITED:
        raise ValidationError({"email": _("This address belongs to a member of the press room already.")})
    if known and known.unit_id != unit.pk:
        raise ValidationError({"email": _("Another unit has invited this address.")})
    member = known or PressMember(unit=unit, email=email)
    member.name, member.medium, member.beats = name.strip(), medium.strip(), beats.strip()
    member.language, member.expires_on = language or settings.LANGUAGE_CODE, expires_on
    member.invite_key, member.invited_by, member.invited_at = secrets.token_hex(16), acting_user, timezone.now()
    member.full_clean(exclude=["user", "invited_by"])
    if expires_on and member.is_over(timezone.localdate()):
        raise ValidationError({"expires_on": _("This day has passed already.")})
    member.save()
    audit(INVITED, member, user=acting_user, new={"name": member.name, "medium": member.medium, "email": email})
    record(facts.PressMemberInvited(**_about(member, acting_user), medium=member.medium))
    make_notice(member, PressNoticeKind.INVITATION, key=f"invitation-{member.invite_key[:12]}")
    return member


@transaction.atomic
def join_press_room(member: PressMember, *, key: str, terms_version: int, user: Any = None, password: str = "") -> User:
    """An invited journalist accepts the terms and gets an account without any role; or joins with the one they are signed in
    with.

    Refuses a used or replaced invitation, terms that are not the newest, a password that is too weak, and an account whose
    address is another one.
    """
    row = PressMember.objects.select_for_update().select_related("unit").get(pk=member.pk)
    if row.state != PressState.INVITED or not secrets.compare_digest(row.invite_key, key):
        raise ValidationError(_("This invitation was used or replaced. Ask the press office for a new one."))
    _check_terms(terms_version)
    account = _account(row, user, password)
    row.user, row.state, row.invite_key = account, PressState.ACTIVE, ""
    _accept(row, terms_version)
    audit(JOINED, row, user=account, new={"terms": terms_version})
    record(facts.PressMemberJoined(**_about(row, account), terms_version=terms_version))
    return account


def _account(row: PressMember, user: Any, password: str) -> User:
    known = User.objects.filter(email__iexact=row.email).first()
    if user is not None and getattr(user, "is_authenticated", False):
        if known is None or known.pk != user.pk:
            raise ValidationError(_("You are signed in with another address than the invitation was sent to."))
        return known
    if known is not None:
        raise ValidationError(
            _("There is an account with this address. Sign in first, then open the invitation again.")
        )
    account = User(username=row.email[:150], email=row.email, first_name=row.name[:150])
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    account.set_password(password)
    account.full_clean(exclude=["password"])
    account.save()
    return account


def _check_terms(version: int) -> None:
    if version != terms_in_force().version:
        raise ValidationError(_("The terms have changed in the meantime. Please read them again."))


def _accept(row: PressMember, version: int) -> None:
    row.terms_version, row.accepted_at = version, timezone.now()
    row.save()


@transaction.atomic
def accept_terms(member: PressMember, *, terms_version: int, acting_user: Any) -> PressMember:
    """A member accepts newer terms; the same ones again change nothing."""
    row = PressMember.objects.select_for_update().get(pk=member.pk)
    require(row.state == PressState.ACTIVE and row.user_id == acting_user.pk)
    _check_terms(terms_version)
    if row.terms_version != terms_version:
        _accept(row, terms_version)
        audit(JOINED, row, user=acting_user, new={"terms": terms_version})
        record(facts.PressMemberJoined(**_about(row, acting_user), terms_version=terms_version))
    return row


@transaction.atomic
def stop_member(member: PressMember, *, state: PressState, reason: str, acting_user: Any) -> PressMember:
    """Suspend a member for a while, or ban one for good, with a reason; it counts from the next click. Again changes nothing."""
    row = PressMember.objects.select_for_update().select_related("unit").get(pk=member.pk)
    require(can_keep_member(acting_user, row))
    state = PressState(state)
    if state not in {PressState.SUSPENDED, PressState.BANNED}:
        raise ValidationError(_("A member is suspended or banned."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: it stays on record.")})
    if row.state in {state, PressState.BANNED}:
        return row
    old, row.state, row.state_reason, row.invite_key = row.state, state, reason.strip()[:500], ""
    row.save(update_fields=["state", "state_reason", "invite_key"])
    audit(KEPT, row, user=acting_user, old=old, new={"state": state.value, "reason": row.state_reason})
    record(facts.PressMemberStopped(**_about(row, acting_user), state=state.value, reason=row.state_reason))
    return row


@transaction.atomic
def readmit_member(member: PressMember, *, acting_user: Any) -> PressMember:
    """Open the door again for a suspended member. One who was banned stays banned."""
    row = PressMember.objects.select_for_update().select_related("unit").get(pk=member.pk)
    require(can_keep_member(acting_user, row))
    if row.state == PressState.BANNED:
        raise ValidationError(_("Who was banned stays banned."))
    if row.state != PressState.SUSPENDED:
        return row
    if row.user_id is None:
        raise ValidationError(_("This invitation was never taken up. Invite the person anew."))
    row.state, row.state_reason = PressState.ACTIVE, ""
    row.save(update_fields=["state", "state_reason"])
    audit(KEPT, row, user=acting_user, old="suspended", new={"state": "active"})
    record(facts.PressMemberReadmitted(**_about(row, acting_user)))
    return row


@transaction.atomic
def write_terms(*, text_zh: str, text_en: str, acting_user: Any) -> PressTerms:
    """Put new terms in force; every member accepts them before anything is shown again. The same words again change nothing."""
    require(can_write_terms(acting_user))
    if not text_zh.strip() or not text_en.strip():
        raise ValidationError(_("The terms are needed in both languages."))
    now = terms_in_force()
    row = PressTerms.objects.filter(version=now.version).first()
    if row and (now.text_zh, now.text_en) == (text_zh.strip(), text_en.strip()):
        return row
    row = PressTerms.objects.create(
        version=now.version + 1, text_zh=text_zh.strip(), text_en=text_en.strip(), made_by=acting_user
    )
    audit(TERMS, row, user=acting_user, new=row.version)
    top = Unit.get_first_root_node()
    record(
        facts.PressTermsChanged(
            unit_id=top.pk, subject=ref("newsroom", "press_terms", row.pk), actor_id=acting_user.pk, version=row.version
        )
    )
    return row
