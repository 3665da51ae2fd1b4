"""Whether a mail may go to a reader now: consent, guardian, bounces, pause, holidays, quiet hours, so many a week over all.

A cap holds for the mailbox: all rows of one address, of whatever kind, language and unit, count together.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicomm.audiences.enums import (
    ConsentPurpose,
    GuardianState,
    HeldReason,
    MailState,
    Purpose,
    SubscriptionKind,
    SubscriptionState,
)
from scicomm.audiences.models import MailRules, OutgoingMail, ReaderProfile, Subscription
from scicomm.audiences.queries.consents import latest_consents
from scicomm.audiences.rules import Limits, waiting
from scicomm.audiences.rules.caps import WEEK
from scicomm.audiences.rules.regions import zone_of
from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar

# Answers to what somebody just did, or asked for by name: never counted, never held back by hours.
UNCAPPED = frozenset(
    {
        Purpose.CONFIRM,
        Purpose.KNOWN,
        Purpose.GUARDIAN,
        Purpose.BRIEF,
        Purpose.SEARCH_CONFIRM,
        Purpose.SEARCH_KNOWN,
        Purpose.SEARCH_TROUBLE,
    }
)
CONSENT_OF_KIND = {
    SubscriptionKind.NEWSLETTER: ConsentPurpose.NEWSLETTER,
    SubscriptionKind.SEARCHES: ConsentPurpose.SEARCHES,
    SubscriptionKind.DIGEST: ConsentPurpose.DIGEST,
    SubscriptionKind.CONTACT: ConsentPurpose.CONTACT,
}
# What is in flight elsewhere counts as sent; each of several that wait for each other comes so much later.
STAGGER = dt.timedelta(seconds=60)
CHUNK = 5000
_OPEN_CALENDAR = Calendar("", frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Held:
    """Why a mail does not go now. `until` says when to ask again; None: not before something changes, drop the mail."""

    code: str
    until: dt.datetime | None = None

    @property
    def words(self) -> str:
        """The reason in the active language."""
        reason = HeldReason(self.code).label
        if self.until is None:
            return str(reason)
        at = date_format(timezone.localtime(self.until), "DATETIME_FORMAT")
        return _("%(reason)s, until %(time)s") % {"reason": reason, "time": at}


@dataclass(slots=True)
class _Mailbox:
    """Everything of one address that limits it."""

    limits: list[Limits] = field(default_factory=list)
    sent: list[dt.datetime] = field(default_factory=list)
    # Mails that are being sent at this moment: number and row.
    flying: list[tuple[int, int]] = field(default_factory=list)


def mail_rules() -> MailRules:
    """What holds for every mailbox; the defaults where nobody has set anything."""
    return MailRules.objects.filter(pk=1).first() or MailRules(pk=1)


def held_back(
    subscription: Subscription, purpose: str, now: dt.datetime, *, killed: bool = False, mail_id: int | None = None
) -> Held | None:
    """Why a mail for this must not go to the reader now; None when it may. Read anew from the database, at most six queries.

    `killed`: the mail says that a story was killed, which everybody who got it is told always. `mail_id`: the mail
    in flight that is asked for, so that it does not count itself.
    """
    found = held_back_many([subscription.pk], purpose, now, killed=killed, own=[mail_id] if mail_id else [])
    return found.get(subscription.pk)


def held_back_mail(mail: OutgoingMail, now: dt.datetime) -> Held | None:
    """`held_back` for a mail that has been claimed."""
    killed = mail.change is not None and mail.change.kind == "killed"
    return held_back(mail.subscription, mail.purpose, now, killed=killed, mail_id=mail.pk)


def held_back_many(
    ids: Iterable[int], purpose: str, now: dt.datetime, *, killed: bool = False, own: Iterable[int] = ()
) -> dict[int, Held]:
    """`held_back` for many at once: only those that are held stand in the answer. At most six queries for 5,000 readers.

    `own` are the mails in flight that are asked for: each counts for the other rows of its mailbox, not for its own.
    """
    wanted, mine = list(dict.fromkeys(ids)), frozenset(own)
    held: dict[int, Held] = {}
    for start in range(0, len(wanted), CHUNK):
        held |= _chunk(wanted[start : start + CHUNK], Purpose(purpose), now, killed, mine)
    return held


def _chunk(ids: list[int], purpose: Purpose, now: dt.datetime, killed: bool, own: frozenset[int]) -> dict[int, Held]:
    rows = Subscription.objects.filter(pk__in=ids).select_related("profile", "guardian").annotate(low=Lower("email"))
    found = {row.pk: row for row in rows}
    # Who is no longer there gets nothing.
    held = {pk: Held(HeldReason.NO_CONSENT) for pk in ids if pk not in found}
    free = purpose in UNCAPPED or killed
    agreed = {} if free else latest_consents(found, set(CONSENT_OF_KIND.values()), now)
    for pk, row in found.items():
        if code := _refusal(row, purpose, agreed, free=free):
            held[pk] = Held(code)
    rest = [row for pk, row in found.items() if pk not in held]
    if free or not rest:
        return held
    boxes = _mailboxes({row.low for row in rest}, now)
    days = calendar() if any(not one.on_holidays for box in boxes.values() for one in box.limits) else _OPEN_CALENDAR
    for row in rest:
        if wait := _wait(row, boxes[row.low], own, now, days):
            held[row.pk] = wait
    return held


def _refusal(row: Subscription, purpose: Purpose, agreed: dict[tuple[int, str], bool], *, free: bool) -> str:
    """What time does not mend: no address, no yes, a guardian's yes missing, a dead mailbox."""
    if not row.email or row.erased_at:
        return HeldReason.NO_CONSENT
    if purpose != Purpose.GUARDIAN and is_waiting_for_guardian(row):
        return HeldReason.GUARDIAN
    if free:
        return ""
    wanted = CONSENT_OF_KIND[SubscriptionKind(row.kind)]
    if row.state != SubscriptionState.CONFIRMED or not agreed.get((row.pk, wanted)):
        return HeldReason.NO_CONSENT
    return HeldReason.BOUNCED if row.undeliverable_since else ""


def is_waiting_for_guardian(row: Subscription) -> bool:
    """Whether a row is a child's and its guardian has not agreed; needs `profile` and `guardian`."""
    profile: ReaderProfile | None = getattr(row, "profile", None)
    if profile is None or not profile.is_under_14:
        return False
    guardian = getattr(row, "guardian", None)
    return guardian is None or guardian.state != GuardianState.AGREED


def _wait(row: Subscription, box: _Mailbox, own: frozenset[int], now: dt.datetime, days: Calendar) -> Held | None:
    wait = waiting(box.limits, box.sent, now, days)
    if wait:
        return Held(wait.code, wait.until)
    others = [subscription for mail, subscription in box.flying if not (mail in own and subscription == row.pk)]
    if others and (wait := waiting(box.limits, [*box.sent, *(now for _mail in others)], now, days)):
        # Rows that wait for each other ask again one after the other, so that one of them goes.
        return Held(wait.code, now + STAGGER * (1 + sum(other < row.pk for other in others)))
    return None


def _mailboxes(addresses: set[str], now: dt.datetime) -> dict[str, _Mailbox]:
    """The limits and the newest mails of each address, by the address in small letters; three queries."""
    boxes: dict[str, _Mailbox] = defaultdict(_Mailbox)
    general, owner = _general(), {}
    for pk, low, limits in _limits_of(addresses, general):
        owner[pk] = low
        boxes[low].limits.append(limits)
    mails = OutgoingMail.objects.filter(subscription_id__in=list(owner)).exclude(purpose__in=UNCAPPED)
    recent = Q(state=MailState.SENT, sent_at__gt=now - WEEK) | Q(state=MailState.IN_FLIGHT)
    values = mails.filter(recent).values_list("pk", "subscription_id", "state", "sent_at")
    for pk, subscription, state, sent_at in values:
        box = boxes[owner[subscription]]
        if state == MailState.SENT and sent_at:
            box.sent.append(sent_at)
        else:
            box.flying.append((pk, subscription))
    return boxes


def _general() -> Limits:
    rules = mail_rules()
    return Limits(rules.most_a_week, rules.quiet_from, rules.quiet_until, rules.on_holidays)


def _limits_of(addresses: set[str], general: Limits) -> Iterator[tuple[int, str, Limits]]:
    """Each row of these mailboxes with what it allows; a profile's own wish and what holds for all both count."""
    rows = Subscription.objects.alias(lower=Lower("email")).annotate(low=Lower("email"))
    rows = rows.filter(lower__in=list(addresses)).exclude(email="").select_related("profile")
    for row in rows:
        profile: ReaderProfile | None = getattr(row, "profile", None)
        yield row.pk, row.low, general
        if profile is not None and row.state == SubscriptionState.CONFIRMED:
            yield (
                row.pk,
                row.low,
                Limits(
                    profile.most_a_week,
                    profile.quiet_from,
                    profile.quiet_until,
                    profile.on_holidays,
                    profile.paused_until,
                    zone_of(profile.region),
                ),
            )
