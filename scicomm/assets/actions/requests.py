"""Requests for files that are not free: asked, confirmed, answered, ended, forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.enums.delivery import RequestState
from scicomm.assets.models import Asset, AssetRequest
from scicomm.assets.permissions import can_decide_request
from scicomm.assets.queries.bank import policy_for
from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

REQUEST_DECIDED = audit_entry("assets.request.decide", gettext_lazy("Answer request"), shred=shred_fields("answer"))
CONFIRM_WITHIN = dt.timedelta(days=3)
FORGET_AFTER = dt.timedelta(days=90)
LONGEST_GRANT_DAYS = 60


@transaction.atomic
def ask_for_asset(
    asset: Asset, *, name: str, email: str, purpose: str, words: str, use_until: dt.date, language: str,
    organisation: str = "", acting_user: Any = None,
) -> AssetRequest:  # fmt: skip
    """Ask for a file. Who is signed in need not confirm the address; all others get a mail with a link."""
    if not policy_for(asset.unit).takes_requests:
        raise ValidationError(_("This unit takes no requests for its files."))
    signed_in = getattr(acting_user, "is_authenticated", False)
    row = AssetRequest.objects.create(
        asset=asset,
        user=acting_user if signed_in else None,
        name=name[:80],
        email=email,
        organisation=organisation[:120],
        purpose=purpose,
        words=words[:1000],
        use_until=use_until,
        language=language,
        state=RequestState.WAITING if signed_in else RequestState.UNCONFIRMED,
    )
    if signed_in:
        _waits(row)
    else:
        record(
            facts.AssetRequestMade(unit_id=asset.unit_id, subject=ref("assets", "request", row.pk), language=language)
        )
    return row


def _waits(row: AssetRequest) -> None:
    record(
        facts.AssetRequested(
            unit_id=row.asset.unit_id, subject=ref("assets", "request", row.pk), actor_id=row.user_id,
            about=(ref("assets", "asset", row.asset_id),), purpose=row.purpose,
        )
    )  # fmt: skip


@transaction.atomic
def confirm_request(request: AssetRequest) -> AssetRequest:
    """The address belongs to who asked: the link of the mail was opened. Twice is once."""
    row = AssetRequest.objects.select_for_update(of=("self",)).select_related("asset").get(pk=request.pk)
    if row.state == RequestState.UNCONFIRMED:
        row.state = RequestState.WAITING
        row.save(update_fields=["state"])
        _waits(row)
    return row


@transaction.atomic
def decide_request(
    request: AssetRequest, *, approve: bool, answer: str, acting_user: Any, days: int = 14
) -> AssetRequest:
    """Approve with conditions for some days, or decline with a reason; who asked is told by mail."""
    row = (
        AssetRequest.objects.select_for_update(of=("self",))
        .select_related("asset__unit", "asset__image", "asset__document", "asset__recording")
        .get(pk=request.pk)
    )
    require(can_decide_request(acting_user, row))
    if row.state != RequestState.WAITING:
        raise ValidationError(_("This request has been answered already."))
    if not approve and not answer.strip():
        raise ValidationError({"answer": _("Say why.")})
    if approve and not 1 <= days <= LONGEST_GRANT_DAYS:
        raise ValidationError({"days": _("From 1 to %(days)d days.") % {"days": LONGEST_GRANT_DAYS}})
    now = timezone.now()
    row.state = RequestState.APPROVED if approve else RequestState.DECLINED
    row.answer, row.decided_by, row.decided_at = answer.strip()[:1000], acting_user, now
    row.granted_until = now + dt.timedelta(days=days) if approve else None
    row.save(update_fields=["state", "answer", "decided_by", "decided_at", "granted_until"])
    audit(REQUEST_DECIDED, row, user=acting_user, new=row.state, answer=row.answer)
    record(
        facts.AssetRequestDecided(
            unit_id=row.asset.unit_id, subject=ref("assets", "request", row.pk), actor_id=acting_user.pk,
            about=(ref("assets", "asset", row.asset_id),), approved=approve, language=row.language,
        )
    )  # fmt: skip
    return row


def note_taken(request: AssetRequest) -> None:
    """The file of an approved request was fetched."""
    AssetRequest.objects.filter(pk=request.pk).update(downloads=F("downloads") + 1)


def tidy_requests() -> int:
    """What was never confirmed goes after three days; grants end on their day; who asked is forgotten ninety days after it."""
    now = timezone.now()
    gone, _kinds = AssetRequest.objects.filter(
        state=RequestState.UNCONFIRMED, created_at__lt=now - CONFIRM_WITHIN
    ).delete()
    ended = AssetRequest.objects.filter(state=RequestState.APPROVED, granted_until__lt=now).update(
        state=RequestState.ENDED
    )
    over = AssetRequest.objects.filter(
        state__in=[RequestState.ENDED, RequestState.DECLINED], decided_at__lt=now - FORGET_AFTER
    )
    forgotten = over.exclude(email="").update(name="", email="", organisation="", words="", user=None)
    return gone + ended + forgotten
