"""Reads of digests: what could stand in one today, whose turn it is, what they said of themselves, what they had before.

Everything is read for a batch of readers together: no query for one person alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from scicomm.audiences.enums import ItemChoice, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import (
    Digest,
    DigestChoice,
    DigestEdition,
    DigestItem,
    ReaderProfile,
    Subscription,
)
from scicomm.audiences.queries.matching import Match, best_for, matching_items
from scicomm.audiences.queries.profile_rows import Columns, Described, described, readers_now
from scicomm.audiences.rules import matching
from scicomm.audiences.rules.matching import Items, Reason, is_said

# How many things a digest holds.
COUNT = 8
# What is older is in no digest, unless it is still to come; and so many candidates at most, the newest.
YOUNG_FOR = dt.timedelta(days=45)
MOST_CANDIDATES = 400
# Nobody gets a thing twice within this time, in whichever language and of whichever frequency their digests are.
NOVELTY = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Due:
    """A reader whose turn it is. `units`: only from these, all when empty; `told`: what their mailbox had before."""

    profile_id: int
    subscription_id: int
    is_personal: bool
    is_child: bool = False
    units: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Board:
    """The candidates of an edition as the kernel takes them, and the unit of each."""

    items: Items
    columns: Columns
    units: dict[int, int]

    def elsewhere(self, units: Collection[int]) -> set[int]:
        """The candidates that are of none of these units; none where all units are meant."""
        return {item for item, unit in self.units.items() if unit not in units} if units else set()


# ---------- What there is ----------


def board_for(language: str, now: dt.datetime) -> Board:
    """What a digest for readers of a language could hold now: public, new or still to come, not kept out. Seven queries.

    How many read a thing does not count here: visits are kept by edition, not by thing.
    """
    still_to_come = Q(begins_at__isnull=False) & (Q(ends_at__gte=now) | Q(ends_at=None, begins_at__gte=now))
    fresh = Q(begins_at=None, published_at__gte=now - YOUNG_FOR)
    picked, out = _choices(language, timezone.localdate(now))
    rows = DigestItem.objects.filter(fresh | still_to_come, gone_at=None, published_at__lte=now)
    rows = rows.order_by("-published_at", "-pk")[:MOST_CANDIDATES]
    columns = Columns.now()
    found = matching_items([row for row in rows if row.pk not in out], columns, now=now, picked=picked)
    items = matching.items_of(found, len(columns.subjects))
    return Board(items, columns, {one.id: one.unit for one in found})


def _links(through: Any, own: str, other: str, ids: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in through.objects.filter(**{f"{own}__in": list(ids)}).values_list(own, other):
        found[key].add(value)
    return found


def _choices(language: str, today: dt.date) -> tuple[set[int], set[int]]:
    """Items that editors picked, and those they keep out, for readers of a language today. What is kept out is no pick."""
    rows = DigestChoice.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    rows = rows.filter(language__in=["", language])
    found: dict[str, set[int]] = {ItemChoice.PICK: set(), ItemChoice.OUT: set()}
    for item, kind in rows.values_list("item_id", "kind"):
        found[kind].add(item)
    return found[ItemChoice.PICK] - found[ItemChoice.OUT], found[ItemChoice.OUT]


def common_for(board: Board, language: str, frequency: str, now: dt.datetime) -> list[Match]:
    """The common edition: what no edition of its kind held in the time of novelty. Nobody is asked who they are."""
    earlier = DigestEdition.objects.filter(
        language=language, frequency=frequency, began_at__gte=now - NOVELTY, began_at__lt=now
    )
    told = {row[0] for items in earlier.values_list("items", flat=True) for row in items}
    return choose_described(Described(language, is_personal=False), board, told)


def choose_described(one: Described, board: Board, told: Collection[int] = ()) -> list[Match]:
    """The best things for a reader who is in no database."""
    return best_for(described(one, board.columns), board.items, board.columns, COUNT, {0: told})[0]


def choose(due: Sequence[Due], board: Board, common: Sequence[Match]) -> dict[int, list[Match]]:
    """What stands in the digest of each of these readers, by profile, without what their mailbox had before. Five queries.

    Those who want nothing chosen get the common edition as it was fixed. Who wants only some units, and children, who get
    the first two levels and never a personal choice, get what is common of that.
    """
    own = [one for one in due if one.is_personal or one.is_child or one.units]
    readers = readers_now([one.profile_id for one in own], board.columns)
    seen = {one.profile_id: one.told | board.elsewhere(one.units) for one in own}
    found = best_for(readers, board.items, board.columns, COUNT, seen)
    mine = {one.profile_id for one in own}
    return {
        one.profile_id: found.get(one.profile_id, [])
        if one.profile_id in mine
        else [match for match in common if match.item_id not in one.told]
        for one in due
    }


# ---------- Whose turn it is ----------


def digest_profiles() -> QuerySet[ReaderProfile]:
    """Everybody who confirmed that they want a digest."""
    return ReaderProfile.objects.filter(
        subscription__kind=SubscriptionKind.DIGEST,
        subscription__state=SubscriptionState.CONFIRMED,
        subscription__email__gt="",
    )


def has_readers(language: str, frequency: str) -> bool:
    return digest_profiles().filter(subscription__language=language, frequency=frequency).exists()


def quiet_now(hour: int) -> Q:
    """Condition on a profile: the hour lies in its quiet time, which may go over midnight (rules.digest_turns.is_quiet)."""
    within = Q(quiet_from__lte=F("quiet_until")) & Q(quiet_from__lte=hour, quiet_until__gt=hour)
    over_midnight = Q(quiet_from__gt=F("quiet_until")) & (Q(quiet_from__lte=hour) | Q(quiet_until__gt=hour))
    return within | over_midnight


def due_now(
    edition: DigestEdition, now: dt.datetime, *, is_holiday: bool, after: int, limit: int
) -> list[tuple[Any, ...]]:
    """The next readers of an edition behind a subscription's number, whom it has not reached and who may get mail now."""
    local = timezone.localtime(now)
    rows = digest_profiles().filter(
        Q(paused_until=None) | Q(paused_until__lte=local.date()),
        subscription__language=edition.language,
        frequency=edition.frequency,
        subscription_id__gt=after,
    )
    if is_holiday:
        rows = rows.filter(on_holidays=True)
    done = Digest.objects.filter(edition=edition, subscription_id=OuterRef("subscription_id"))
    rows = rows.exclude(quiet_now(local.hour)).filter(~Exists(done)).order_by("subscription_id")
    return list(
        rows.values_list(
            "pk", "subscription_id", "subscription__email", "is_personal", "is_under_14", "subscription__all_units"
        )[:limit]
    )  # fmt: skip


def readers_due(rows: Sequence[tuple[Any, ...]], now: dt.datetime) -> list[Due]:
    """The readers of a batch with the units they chose and what they had before. Three queries."""
    units = _links(Subscription.units.through, "subscription_id", "unit_id", [row[1] for row in rows if not row[-1]])
    told = told_before({row[1]: row[2] for row in rows}, now)
    return [
        Due(
            pk, subscription, is_personal and not is_child, is_child, frozenset(units[subscription]), told[subscription]
        )
        for pk, subscription, _email, is_personal, is_child, _all in rows
    ]


def told_before(mailboxes: dict[int, str], now: dt.datetime) -> dict[int, frozenset[int]]:
    """By subscription, the items that its mailbox got in any of its digests within the time of novelty. Two queries."""
    lows = {subscription: email.lower() for subscription, email in mailboxes.items()}
    rows = Subscription.objects.filter(kind=SubscriptionKind.DIGEST).annotate(low=Lower("email"))
    boxes = dict(rows.filter(low__in=set(lows.values())).values_list("pk", "low"))
    found: dict[str, set[int]] = defaultdict(set)
    sent = Digest.objects.filter(subscription_id__in=list(boxes), made_at__gte=now - NOVELTY, skipped="")
    for subscription, items in sent.values_list("subscription_id", "items"):
        found[boxes[subscription]].update(row[0] for row in items)
    kept = {low: frozenset(items) for low, items in found.items()}
    return {subscription: kept.get(low, frozenset()) for subscription, low in lows.items()}


# ---------- Compact rows ----------


def packed(matches: Iterable[Match]) -> list[list[Any]]:
    """Matches as a row keeps them: [item, points, [[code, value], …]]."""
    return [[match.item_id, match.score, _kept(match.reasons)] for match in matches]


def _kept(reasons: Iterable[Reason]) -> list[list[Any]]:
    """The reasons that are told to a reader, never none; a language and a level are none by themselves."""
    said = [
        one for one in reasons if is_said(one) and one.code != "language" and (one.code != "level" or not one.value)
    ]
    if all(one.code in {"level", "common"} for one in said):
        return [["common" if any(one.code == "common" for one in said) else "wide", 0]]
    return [[one.code, one.value] for one in said if one.code != "common"]


def unpacked(rows: Iterable[Sequence[Any]], profile_id: int = 0) -> list[Match]:
    """The opposite of `packed`, but for the points of each reason."""
    return [
        Match(profile_id, item, score, tuple(Reason(code, 0, value) for code, value in reasons))
        for item, score, reasons in rows
    ]
