"""What the digest's desk shows: editions with their numbers, items, and what a reader would get at this moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.audiences.enums import ItemChoice, NoDigest
from scicomm.audiences.models import (
    Digest,
    DigestChoice,
    DigestEdition,
    DigestItem,
    EditionVisits,
    ReaderProfile,
    Subscription,
)
from scicomm.audiences.queries.digest_lines import shown_lines
from scicomm.audiences.queries.digests import (
    board_for,
    choose,
    choose_described,
    common_for,
    packed,
    readers_due,
)
from scicomm.audiences.queries.matching import Match
from scicomm.audiences.queries.profile_rows import Described
from scicomm.audiences.rules.matching import VERSION


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition in the list: its numbers, and visits by subject line."""

    edition: DigestEdition
    skipped: list[tuple[str, int]]
    visits: list[tuple[str, int]]


def edition_rows(editions: list[DigestEdition]) -> list[EditionRow]:
    """Editions with visits by line; one query for any number."""
    found: dict[int, dict[str, int]] = {}
    visits = EditionVisits.objects.filter(edition__in=editions).values_list("edition_id", "variant")
    for edition, variant, count in visits.annotate(Sum("count")).order_by("variant"):
        found.setdefault(edition, {})[variant] = count
    return [EditionRow(row, skipped_words(row), list(found.get(row.pk, {}).items())) for row in editions]


def skipped_words(edition: DigestEdition) -> list[tuple[str, int]]:
    """Why readers got none, in words, with how many."""
    labels = dict(NoDigest.choices)
    return [(str(labels.get(code, code)), count) for code, count in edition.skipped.items()]


def find_items(rows: QuerySet[DigestItem], asked: dict[str, str], today: dt.date) -> QuerySet[DigestItem]:
    """Items that fit the words and the narrowing, the newest first."""
    if asked.get("q"):
        rows = rows.filter(Q(title__icontains=asked["q"]) | Q(summary__icontains=asked["q"]))
    for name in ("medium", "language", "level"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("choice") in ItemChoice.values:
        in_force = DigestChoice.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), kind=asked["choice"])
        rows = rows.filter(pk__in=in_force.values("item_id"))
    if asked.get("choice") == "gone":
        rows = rows.filter(gone_at__isnull=False)
    elif "choice" not in asked or asked["choice"] not in ItemChoice.values:
        rows = rows.filter(gone_at=None)
    return rows.select_related("unit").prefetch_related("segments", "choices", "subjects")


def level_words(item: DigestItem) -> str:
    """How the level of an item was found, in words."""
    figures = item.level_reason
    if item.level_by_editor:
        return _("Set by an editor.")
    words = {
        "audience": _("By whom it was planned for, and by how it reads."),
        "kind": _("By its kind of piece, and by how it reads."),
        "reading": _("By how it reads."),
        "short": _("Too short to be measured: the usual level."),
    }.get(figures.get("code", ""), "")
    if figures.get("words") and figures.get("code") != "short":
        measured = _("A sentence has %(length)s on average, and of 100 different words %(rare)s are uncommon.")
        words = f"{words} {measured % {'length': figures['sentence'], 'rare': figures['rare']}}"
    return words


def proposed_lines(language: str, frequency: str, now: dt.datetime) -> tuple[str, str]:
    """Two subject lines that the rule proposes: the first title of the common choice, and how many things from how many units.
    In the active language; empty where there is nothing."""
    lines = shown_lines(common_for(board_for(language, now), language, frequency, now))
    if not lines:
        return "", ""
    units = len({line.unit for line in lines})
    second = _("%(things)d things worth your time, from %(units)d of our institutes")
    return lines[0].title[:150], second % {"things": len(lines), "units": units}


def made_up_digest(reader: Described, *, now: dt.datetime) -> tuple[Digest, DigestEdition]:
    """What a made-up reader would get now; rows that are never stored."""
    board = board_for(reader.language, now)
    edition = DigestEdition(language=reader.language, frequency="weekly", day=timezone.localdate(now))
    matches = choose_described(reader, board) if reader.is_personal else common_for(board, reader.language, "", now)
    return _unstored(matches, now, is_personal=reader.is_personal), edition


def next_digest(subscription: Subscription, now: dt.datetime) -> tuple[Digest, DigestEdition] | None:
    """What a real reader would get if it were their turn now, with what they had before left out; None without a profile."""
    profile = ReaderProfile.objects.filter(subscription=subscription).first()
    if profile is None:
        return None
    row = (
        profile.pk, subscription.pk, subscription.email, profile.is_personal, profile.is_under_14, subscription.all_units,
    )  # fmt: skip
    [due] = readers_due([row], now)
    board = board_for(subscription.language, now)
    edition = DigestEdition(language=subscription.language, frequency=profile.frequency, day=timezone.localdate(now))
    common = common_for(board, subscription.language, profile.frequency, now)
    return _unstored(choose([due], board, common)[profile.pk], now, is_personal=due.is_personal), edition


def _unstored(matches: list[Match], now: dt.datetime, *, is_personal: bool) -> Digest:
    return Digest(
        is_personal=is_personal, items=packed(matches), matching=VERSION, made_at=now,
        skipped="" if matches else NoDigest.NOTHING_NEW,
    )  # fmt: skip
