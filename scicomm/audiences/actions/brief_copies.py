"""The copy of one reader: opened, answered, its link renewed, taken back; its letter sent or failed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.briefs import about_brief
from scicomm.audiences.enums import Adoption, BriefState, Circulation, OpenedAs
from scicomm.audiences.models import BriefCopy, BriefOpening
from scicomm.audiences.models.briefs import new_salt
from scicomm.audiences.permissions.briefs import can_write_brief
from scicomm.audiences.queries.briefs import readable
from scicomm.audiences.rules.briefs import code_matches, hashed_code, new_code
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.organisation.permissions import require

ANSWERED = audit_entry("audiences.brief_copy.answer", gettext_lazy("Reader answers a brief"), shred=nothing_personal)
RENEWED = audit_entry("audiences.brief_copy.renew", gettext_lazy("Renew a reader's link"), shred=nothing_personal)
TAKEN_BACK = audit_entry("audiences.brief_copy.withdraw", gettext_lazy("Take a copy back"), shred=nothing_personal)

MOST_WRONG_CODES = 8
MOST_TRIES = 10


class BriefClosed(Exception):
    """The copy can no longer be read; `why` as queries.readable says."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _locked(copy: BriefCopy) -> BriefCopy:
    rows = BriefCopy.objects.select_for_update(of=("self",)).select_related("brief__unit", "brief__dossier")
    return rows.get(pk=copy.pk)


@transaction.atomic
def check_code(copy: BriefCopy, code: str) -> bool:
    """Whether it is the code of a copy. After eight wrong ones the copy is locked until its unit renews the link."""
    row = _locked(copy)
    if row.wrong_codes >= MOST_WRONG_CODES:
        return False
    fits = bool(row.code_hash) and code_matches(code, row.code_hash, row.salt)
    row.wrong_codes = 0 if fits else row.wrong_codes + 1
    row.save(update_fields=["wrong_codes"])
    return fits


@transaction.atomic
def open_copy(copy: BriefCopy, *, opened_as: OpenedAs = OpenedAs.PAGE) -> BriefCopy:
    """Note that a reader opened it; the first time is the receipt and a fact. Raises BriefClosed."""
    row = _locked(copy)
    if why := readable(row, timezone.now()):
        raise BriefClosed(why)
    BriefOpening.objects.create(copy=row, opened_as=opened_as)
    if row.opened_at is None:
        row.opened_at = timezone.now()
        row.save(update_fields=["opened_at"])
        record(facts.BriefRead(**about_brief(row.brief), copy=row.number))
    return row


@transaction.atomic
def answer_copy(copy: BriefCopy, *, adoption: str, answer: str) -> BriefCopy:
    """Keep what the reader says became of it; a later answer takes the place of the earlier one."""
    row = _locked(copy)
    if why := readable(row, timezone.now()):
        raise BriefClosed(why)
    if adoption not in Adoption.values:
        raise ValidationError(_("Choose what became of it."))
    old = {"adoption": row.adoption}
    row.adoption, row.answer, row.answered_at = adoption, answer.strip(), timezone.now()
    row.save(update_fields=["adoption", "answer", "answered_at"])
    audit(ANSWERED, row, user=None, old=old, new={"adoption": adoption})
    if old["adoption"] != adoption:
        record(facts.BriefAnswered(**about_brief(row.brief), copy=row.number, adoption=adoption))
    return row


@transaction.atomic
def renew_copy(copy: BriefCopy, *, acting_user: Any) -> tuple[BriefCopy, str]:
    """A new link, and a new code where there is one, for a reader who lost the letter; the old link is void at once."""
    row = _locked(copy)
    require(can_write_brief(acting_user, row.brief.unit))
    if row.brief.state != BriefState.ISSUED:
        raise ValidationError(_("The brief is not issued; there is no link to renew."))
    row.salt, row.wrong_codes, row.withdrawn_at = new_salt(), 0, None
    row.mail_due_at, row.mail_tries, row.mail_error = timezone.now(), 0, ""
    code = new_code() if row.brief.circulation == Circulation.NAMED else ""
    row.code_hash = hashed_code(code, row.salt) if code else ""
    row.save()
    audit(RENEWED, row, user=acting_user, new={"copy": row.number})
    return row, code


@transaction.atomic
def withdraw_copy(copy: BriefCopy, *, acting_user: Any) -> BriefCopy:
    """One reader's link ends; the others keep theirs."""
    row = _locked(copy)
    require(can_write_brief(acting_user, row.brief.unit))
    if row.withdrawn_at is None:
        row.withdrawn_at, row.mail_due_at = timezone.now(), None
        row.save(update_fields=["withdrawn_at", "mail_due_at"])
        audit(TAKEN_BACK, row, user=acting_user, new={"copy": row.number})
    return row


@transaction.atomic
def brief_letter_sent(copy: BriefCopy, *, was_due_at: dt.datetime) -> None:
    """The letter left; a newer one that became due meanwhile still goes."""
    row = _locked(copy)
    row.mailed_at, row.mail_error = row.mailed_at or timezone.now(), ""
    if row.mail_due_at == was_due_at:
        row.mail_due_at = None
    row.save(update_fields=["mailed_at", "mail_due_at", "mail_error"])


@transaction.atomic
def brief_letter_failed(copy: BriefCopy, *, reason: str) -> None:
    """Another try later, ten in all; then its unit sees why."""
    row = _locked(copy)
    row.mail_tries, row.mail_error = row.mail_tries + 1, reason
    row.mail_due_at = timezone.now() + dt.timedelta(minutes=2**row.mail_tries) if row.mail_tries < MOST_TRIES else None
    row.save(update_fields=["mail_tries", "mail_error", "mail_due_at"])
