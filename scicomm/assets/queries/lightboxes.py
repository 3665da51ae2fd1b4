"""What a lightbox shows: to its owner everything with what stands against it, to those with a link only what may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from scicomm.assets.models import Asset, Lightbox, LightboxItem, LightboxShare
from scicomm.assets.queries.pictures import renditions_for_covers
from scicomm.assets.queries.rights import Problem, use_problems

MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An asset in a lightbox with its note and what stands against its use."""

    item: LightboxItem
    problems: tuple[Problem, ...]

    @property
    def asset(self) -> Asset:
        return self.item.asset


def items_of(lightbox: Lightbox) -> list[ShownItem]:
    """All items in their order. Five queries, whatever their number."""
    rows = list(
        lightbox.items.select_related(
            "asset__unit", "asset__image", "asset__document", "asset__recording__poster", "asset__bank_entry"
        ).prefetch_related(renditions_for_covers("asset__image"), renditions_for_covers("asset__recording__poster"))[
            :MOST_ITEMS
        ]
    )
    problems = use_problems([row.asset for row in rows], timezone.now()) if rows else {}
    return [ShownItem(row, tuple(problems.get(row.asset_id, ()))) for row in rows]


def shown_to_guests(lightbox: Lightbox) -> list[ShownItem]:
    """What those with a link see: nothing that something stands against, not even its name."""
    return [shown for shown in items_of(lightbox) if not shown.problems]


def lightboxes_with_counts(rows: QuerySet[Lightbox]) -> QuerySet[Lightbox]:
    return rows.annotate(size=Count("items")).order_by("-created_at", "-pk")


def live_share(digest: str) -> LightboxShare | None:
    """The share with this hash that is neither over nor revoked."""
    return (
        LightboxShare.objects.filter(digest=digest, revoked_at__isnull=True, expires_at__gt=timezone.now())
        .select_related("lightbox__unit")
        .first()
    )
