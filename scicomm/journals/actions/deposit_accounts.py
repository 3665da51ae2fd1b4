"""Deposit accounts: added, changed, paused by trouble, their sign-in checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core import secrets
from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.journals.models import Deposit, DepositAccount, Journal
from scicomm.journals.permissions import can_keep_account
from scicomm.journals.queries.deposits import account_for, accounts_on
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

_PERSONAL = shred_fields("login_id", "depositor_name", "depositor_email")
CREATED = audit_entry("journals.deposit_account.create", gettext_lazy("Create deposit account"), shred=_PERSONAL)
CHANGED = audit_entry("journals.deposit_account.edit", gettext_lazy("Change deposit account"), shred=_PERSONAL)

EDITABLE = (
    "name",
    "endpoint",
    "address",
    "login_id",
    "depositor_name",
    "depositor_email",
    "registrant",
    "prefixes",
    "crossmark_policy",
    "serves_below",
    "is_on",
    "automatic",
)
_SEAL = "journals.deposit-account"
_PREFIX = re.compile(r"10\.\d{4,9}")
_DOI = re.compile(r"10\.\d{4,9}/\S{1,180}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
# Reasons that a new sign-in does away with.
_SIGN_IN_TROUBLE = (DepositReason.SIGN_IN, DepositReason.PASSWORD_LOST)


@transaction.atomic
def create_deposit_account(
    *, unit: Unit, acting_user: Any, password: str, journals: Iterable[Journal] = (), **values: Any
) -> DepositAccount:
    """Add an account to a unit. The password is sealed at once; nobody can read it again, only replace it."""
    require(can_keep_account(acting_user, unit))
    account = DepositAccount(unit=unit, **{name: value for name, value in values.items() if name in EDITABLE})
    named = list(journals)
    _check(account, named, password)
    if not password:
        raise ValidationError({"password": _("Enter the password that Crossref gave you.")})
    account.sealed_password = secrets.seal(password, settings.SCICOMM_PASSWORD_KEYS[0], _SEAL)
    account.save()
    account.journals.set(named)
    audit(CREATED, account, user=acting_user, new=_told(account, named))
    wake(account)
    return account


@transaction.atomic
def edit_deposit_account(
    account: DepositAccount,
    *,
    acting_user: Any,
    password: str = "",
    journals: Iterable[Journal] | None = None,
    **values: Any,
) -> DepositAccount:
    """Change an account; an empty password leaves the old one. Trouble with the sign-in is forgotten, and what it stopped is
    sent again."""
    row = DepositAccount.objects.select_for_update(of=("self",)).select_related("unit").get(pk=account.pk)
    require(can_keep_account(acting_user, row.unit))
    before = list(row.journals.all())
    old, named = _told(row, before), before if journals is None else list(journals)
    for name, value in values.items():
        if name in EDITABLE:
            setattr(row, name, value)
    _check(row, named, password)
    if password:
        row.sealed_password = secrets.seal(password, settings.SCICOMM_PASSWORD_KEYS[0], _SEAL)
    row.problem, row.check_result, row.checked_at = "", {}, None
    row.save()
    row.journals.set(named)
    new = _told(row, named) | ({"password": "changed"} if password else {})
    if new != old:
        audit(CHANGED, row, user=acting_user, old=old, new=new)
    wake(row)
    return row


def _told(account: DepositAccount, journals: Iterable[Journal]) -> dict[str, Any]:
    """What the audit keeps of an account: everything but the password."""
    return {name: getattr(account, name) for name in EDITABLE} | {"journals": sorted(one.slug for one in journals)}


def _check(account: DepositAccount, journals: list[Journal], password: str) -> None:
    account.prefixes = " ".join(dict.fromkeys(re.split(r"[\s,;，；、]+", account.prefixes.strip())))
    wrong = {}
    bad = [one for one in account.prefix_list if not _PREFIX.fullmatch(one)]
    if bad or not account.prefixes:
        wrong["prefixes"] = _("A prefix is 10., then four to nine digits, such as 10.5555.")
    if account.crossmark_policy and not _DOI.fullmatch(account.crossmark_policy):
        wrong["crossmark_policy"] = _("This is no DOI; it begins with 10. and has a slash in it.")
    custom = account.endpoint == DepositAccount.Endpoint.CUSTOM
    account.address = account.address.rstrip("/") if custom else ""
    if custom and not account.address:
        wrong["address"] = _("Enter the address where this account deposits.")
    if _CONTROLS.search(account.login_id + password):
        wrong["login_id"] = _("Name and password must not hold line breaks or other control characters.")
    outside = [one for one in journals if not one.unit.path.startswith(account.unit.path)]
    if outside:
        wrong["journals"] = _("Only journals of this unit and of those below it can use the account.")
    if wrong:
        raise ValidationError(wrong)
    account.full_clean(exclude=["sealed_password"])


def wake(account: DepositAccount) -> None:
    """What waits for this account is due now, and what its sign-in kept back waits again."""
    if not account.is_on:
        return
    now, known = timezone.now(), accounts_on()
    journals = Journal.objects.filter(unit__path__startswith=account.unit.path).select_related("unit")
    served = [one.pk for one in journals if (found := account_for(one, known)) and found.pk == account.pk]
    mine = Deposit.objects.filter(article__journal__in=served)
    mine.filter(state=Deposit.State.WAITING).update(next_try_at=now)
    stopped = [
        one.pk
        for one in mine.filter(state=Deposit.State.FAILED).only("remarks")
        if any(remark.code in _SIGN_IN_TROUBLE for remark in one.said)
    ]
    Deposit.objects.filter(pk__in=stopped).update(state=Deposit.State.WAITING, remarks=[], attempts=0, next_try_at=now)


def open_password(account: DepositAccount) -> str | None:
    """The account's password, for the one moment of sending it; None when no key opens it any more."""
    return secrets.unseal(account.sealed_password, settings.SCICOMM_PASSWORD_KEYS, _SEAL)


@transaction.atomic
def ask_sign_in_check(account: DepositAccount, *, acting_user: Any) -> DepositAccount:
    """Have the worker try the sign-in; the account's page says what came of it. Changes nothing at Crossref."""
    row = DepositAccount.objects.select_for_update(of=("self",)).select_related("unit").get(pk=account.pk)
    require(can_keep_account(acting_user, row.unit))
    row.check_asked_at, row.check_result, row.checked_at = timezone.now(), {}, None
    row.save(update_fields=["check_asked_at", "check_result", "checked_at"])
    return row


@transaction.atomic
def take_sign_in_check(account: DepositAccount, problem: Remark | None) -> None:
    """Keep what came of trying the sign-in. One that works ends a pause that a wrong one had begun."""
    row = DepositAccount.objects.select_for_update(of=("self",)).select_related("unit").get(pk=account.pk)
    row.check_asked_at, row.checked_at = None, timezone.now()
    row.check_result = problem.as_row() if problem else {}
    if problem is None and row.problem:
        row.problem = ""
        row.save()
        wake(row)
        return
    row.save()


def pause(account_id: int, reason: DepositReason) -> None:
    """Nothing more is sent from an account whose sign-in is refused: Crossref locks accounts that knock again and again."""
    DepositAccount.objects.filter(pk=account_id).update(problem=str(reason), check_asked_at=F("check_asked_at"))
