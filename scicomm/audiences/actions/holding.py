"""Whether mails may go in this very second: the address, consent, suspensions and the caps, asked for a whole batch at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scicomm.audiences.enums import Purpose, SubscriptionState
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.queries import suspended_among
from scicomm.audiences.queries.caps import held_back_many
from scicomm.newsroom.models import ChangeKind, StoryChange

# What nobody gets without a confirmed yes; of the other purposes their writers ask more than that.
NEEDS_CONFIRMED = frozenset({Purpose.ISSUE, Purpose.DIGEST, Purpose.CAMPAIGN})
# Answers to what a reader just did: they go to a suspended address too, when it was asked for after it was suspended.
ANSWERS = frozenset({Purpose.CONFIRM, Purpose.SEARCH_CONFIRM, Purpose.GUARDIAN})

# The one place where the caps are connected. Called for mails of one purpose with the readers' numbers; the answer holds those
# that must not go, with `code`, `words`, `until`.
CAPS: Callable[..., Mapping[int, Any]] = held_back_many


@dataclass(frozen=True)
class Hold:
    """Why a mail does not go now. `until`: when to ask again; None: it is dropped."""

    code: str
    words: str = ""
    until: dt.datetime | None = None


def held_back_now(mails: Sequence[OutgoingMail], now: dt.datetime) -> dict[int, Hold]:
    """Of mails just claimed, with their subscriptions, those that must not go now, by number. One query and the caps."""
    suspended = suspended_among([mail.subscription_id for mail in mails])
    held: dict[int, Hold] = {}
    for mail in mails:
        code = _refusal(mail, suspended.get(mail.subscription_id))
        if code:
            held[mail.pk] = Hold(code, code)
    return held | _capped([mail for mail in mails if mail.pk not in held], now)


def _refusal(mail: OutgoingMail, suspension: tuple[str, dt.datetime] | None) -> str:
    reader = mail.subscription
    if not reader.email or reader.erased_at:
        return "no address"
    if mail.purpose in NEEDS_CONFIRMED and reader.state != SubscriptionState.CONFIRMED:
        return "no consent"
    if suspension is None or (mail.purpose in ANSWERS and reader.asked_at > suspension[1]):
        return ""
    return f"suspended: {suspension[0]}"


def _capped(mails: Sequence[OutgoingMail], now: dt.datetime) -> dict[int, Hold]:
    """The caps over all units, quiet hours, guardians: what `CAPS` says of each group of mails."""
    changes = StoryChange.objects.in_bulk({mail.change_id for mail in mails if mail.change_id})
    groups: dict[tuple[str, bool], list[OutgoingMail]] = {}
    for mail in mails:
        killed = bool(mail.change_id) and changes[mail.change_id].kind == ChangeKind.KILLED
        groups.setdefault((mail.purpose, killed), []).append(mail)
    held: dict[int, Hold] = {}
    for (purpose, killed), group in groups.items():
        found = CAPS(
            [mail.subscription_id for mail in group], purpose, now, killed=killed, own=[mail.pk for mail in group]
        )
        for mail in group:
            if limit := found.get(mail.subscription_id):
                held[mail.pk] = Hold(limit.code, limit.words, limit.until)
    return held
