"""Many at once: lists of feeds (OPML) followed, addresses handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.listening.actions.feeds import add_feed
from scicomm.listening.actions.mentions import StoreResult, add_items
from scicomm.listening.models import Feed, FeedDay, SourceClass, SourceKind
from scicomm.listening.permissions import can_keep_feeds
from scicomm.listening.rules.sources.opml import Outline, ParsedList
from scicomm.listening.rules.sources.pasted import pasted_items
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

HANDED_IN = audit_entry("listening.addresses.hand_in", gettext_lazy("Hand in addresses"), shred=nothing_personal)

PASTED_NAME = "addresses"
"""The file name under which a unit's handed-in addresses are one source for each class."""

AT_ONCE = 100


@dataclass(frozen=True)
class Imported:
    """What came of a list: the feeds that are followed now, those that were followed before (and why they count as the same), and
    entries refused with their reasons."""

    added: tuple[Feed, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def import_opml(unit: Unit, found: ParsedList, *, source_class: str = "", acting_user: Any | None) -> Imported:
    """Follow the feeds of a list. `source_class` is for those whose folders tell none. A list that was taken in before changes
    nothing; killed in between, the rest is taken in the next time."""
    require(acting_user is None or can_keep_feeds(acting_user, unit))
    added: list[Feed] = []
    known: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = list(found.refused)
    seen: set[str] = set()
    for at in range(0, len(found.outlines), AT_ONCE):
        with transaction.atomic():
            part = found.outlines[at : at + AT_ONCE]
            there = set(
                Feed.objects.filter(unit=unit, address__in=[each.address for each in part]).values_list(
                    "address", flat=True
                )
            )
            for outline in part:
                if outline.address in seen:
                    known.append((outline.title, _("It stands in the list twice.")))
                elif outline.address in there:
                    known.append((outline.title, _("This unit follows that address already.")))
                else:
                    _follow(unit, outline, source_class, acting_user, added, refused)
                seen.add(outline.address)
    return Imported(tuple(added), tuple(known), tuple(refused))


def _follow(
    unit: Unit,
    outline: Outline,
    source_class: str,
    acting_user: Any | None,
    added: list[Feed],
    refused: list[tuple[str, str]],
) -> None:
    told = outline.source_class if outline.source_class in SourceClass.values else ""
    try:
        feed = add_feed(
            unit=unit,
            name=outline.title,
            address=outline.address,
            acting_user=acting_user,
            source_class=told or source_class or SourceClass.OTHER,
            labels=" / ".join(outline.folders)[:300],
        )
    except ValidationError as error:
        refused.append((outline.title, " ".join(error.messages)))
    else:
        added.append(feed)


@transaction.atomic
def hand_in(unit: Unit, text: str, *, source_class: str, acting_user: Any | None) -> StoreResult:
    """Keep the addresses of a text as mentions, one a line; their pages are fetched by the stage that reads mentions."""
    require(acting_user is None or can_keep_feeds(acting_user, unit))
    parsed = pasted_items(text)
    if not parsed.items:
        raise ValidationError({"addresses": _("There is no address of the web in it; write one a line.")})
    feed = add_feed(
        unit=unit,
        name=_("Addresses handed in (%(who)s)") % {"who": SourceClass(source_class).label},
        file_name=f"{PASTED_NAME}-{source_class}",
        content=b"",
        kind=SourceKind.PASTED,
        source_class=source_class,
        acting_user=acting_user,
    )
    locked = Feed.objects.select_for_update(of=("self",)).select_related("unit").get(pk=feed.pk)
    result = add_items(locked, parsed.items)
    count_items(locked, len(parsed.items), len(result.stored))
    audit(HANDED_IN, locked, user=acting_user, new=len(result.stored))
    return StoreResult(result.stored, result.known, parsed.refused)


def count_items(locked: Feed, seen: int, new: int) -> None:
    """What was handed in counts like what was fetched."""
    now = timezone.now()
    locked.last_fetched_at, locked.last_new_at = now, now if new else locked.last_new_at
    locked.items_seen, locked.items_known = locked.items_seen + seen, locked.items_known + seen - new
    locked.save(update_fields=["last_fetched_at", "last_new_at", "items_seen", "items_known"])
    day = timezone.localdate(now)
    FeedDay.objects.get_or_create(feed=locked, day=day)
    FeedDay.objects.filter(feed=locked, day=day).update(
        fetches=F("fetches") + 1, seen=F("seen") + seen, new=F("new") + new
    )
