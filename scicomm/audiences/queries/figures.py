"""How many read the digest, by segment, level, region and language; no figure that would give somebody away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from scicomm.audiences.enums import Level, NationalGroup, SubscriptionKind
from scicomm.audiences.models import ReaderProfile, Segment, Subscription
from scicomm.audiences.rules import anonymous, regions


@dataclass(frozen=True)
class Figures:
    """One breakdown: names and numbers; None is a number too small to be shown."""

    title: str
    note: str
    rows: list[tuple[str, int | None]]


def readers_of_digest() -> QuerySet[ReaderProfile]:
    """Profiles of confirmed readers."""
    return ReaderProfile.objects.filter(
        subscription__state="confirmed", subscription__kind=SubscriptionKind.DIGEST, subscription__erased_at=None
    )


def _counted(rows: QuerySet[Any], name: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(name).annotate(number=Count("pk")).values_list(name, "number"))


def _names(choices: Any) -> dict[Any, Any]:
    return dict(choices)


def _figures(title: str, note: str, names: Mapping[Any, Any], counts: Mapping[Any, int]) -> Figures:
    safe = anonymous(counts)
    return Figures(title, note, [(str(name), safe.get(key, 0)) for key, name in names.items() if counts.get(key)])


def audience_figures() -> list[Figures]:
    """All breakdowns; six queries."""
    rows = readers_of_digest()
    kinds = Subscription.objects.confirmed().exclude(email="")
    segments = {segment.pk: segment for segment in Segment.objects.all()}
    by_segment = _counted(rows.filter(segments__isnull=False), "segments")
    groups: dict[str, int] = {}
    grouped = rows.exclude(segments__national_group="").filter(segments__isnull=False)
    groups |= dict(
        grouped.order_by().values_list("segments__national_group").annotate(number=Count("pk", distinct=True))
    )
    by_region: dict[str, int] = {}
    for code, number in _counted(rows, "region").items():
        by_region[code[:2]] = by_region.get(code[:2], 0) + number
    provinces = {code: region.name for code, region in regions().items() if len(code) == 2} | {"": _("not said")}
    many = _("One reader may stand in several rows.")
    return [
        _figures(_("Subscriptions"), "", _names(SubscriptionKind.choices), _counted(kinds, "kind")),
        _figures(_("Segments"), many, {pk: one.name for pk, one in segments.items()}, by_segment),
        _figures(_("Groups of the national action plan"), many, _names(NationalGroup.choices), groups),
        _figures(_("Levels"), "", _names(Level.choices), _counted(rows, "level")),
        _figures(_("Provinces"), "", provinces, by_region),
        _figures(_("Languages"), "", dict(settings.LANGUAGES), _counted(rows, "subscription__language")),
    ]
