"""Searching the library: by words, by facets, by a colour, by a picture that looks alike; one page of it with all counts.

Words are the staff index's business, colours and looks the fingerprints'; each hands over ids in its order. Facets are counted
in the database under all other facets, so that a second value can be chosen. The number of queries does not grow with the
library.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from scicomm.assets.enums import AssetKind, AssetState, Secrecy
from scicomm.assets.models import Asset, Consent, Licence, LicenceGrant
from scicomm.assets.permissions import library_for
from scicomm.assets.queries.fingerprints import like_this, of_colour
from scicomm.assets.rules.pictures.reading import colour_of
from scicomm.core.text import pick
from scicomm.facts.base import ref_parts
from scicomm.organisation.permissions import OVERSEERS, units_under
from scicomm.search.engine import MAX_LIMIT, QuerySpec, search

A_PAGE = 48
# So many of the best are ranked by words, colour or looks; what comes after them nobody pages to.
RANKED = 2000
SORTS = ("newest", "oldest", "taken", "title", "best")
ORIENTATIONS = ("landscape", "portrait", "square")
RIGHTS = ("free", "blocked", "ended", "withdrawn")
FIXED: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(AssetKind.values), "licence": tuple(Licence.values), "secrecy": tuple(Secrecy.values),
    "orientation": ORIENTATIONS, "people": ("yes", "no"), "rights": RIGHTS,
}  # fmt: skip
OPEN = ("unit", "subject", "year")
_MOST_VALUES = 20


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the library. `filters`: facet to values, any of them. Unknown values find nothing and hurt nobody."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colour: str = ""
    like: int | None = None
    sort: str = ""
    put_away: bool = False


@dataclass(frozen=True)
class Found:
    """One page of the answer. `facets`: name to [(value, label, count)]; `scores`: how alike, where that was asked for."""

    page: Page[Asset]
    total: int
    facets: dict[str, list[tuple[str, str, int]]]
    scores: dict[int, float]
    remark: str = ""


def _annotated(rows: QuerySet[Asset], day: dt.date, now: dt.datetime) -> QuerySet[Asset]:
    """The rows with their facets as columns."""
    grants = LicenceGrant.objects.filter(asset=OuterRef("pk"))
    in_force = grants.filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))
    withdrawn = Consent.objects.filter(asset=OuterRef("pk")).filter(Q(withdrawn_at__lte=now) | Q(ends_on__lt=day))
    persons = Asset.persons.through.objects.filter(asset=OuterRef("pk"))
    number = IntegerField()
    wide = Coalesce("image__width", "recording__width", output_field=number)
    high = Coalesce("image__height", "recording__height", output_field=number)
    text = CharField()
    return rows.annotate(
        wide=wide, high=high,
        f_licence=Coalesce("image__licence", "document__licence", "recording__licence", output_field=text),
        f_orientation=Case(
            When(wide__gt=F("high") * 1.05, then=Value("landscape")), When(high__gt=F("wide") * 1.05, then=Value("portrait")),
            When(wide__gt=0, then=Value("square")), default=Value(""), output_field=text,
        ),
        f_people=Case(When(~Q(persons_named="") | Exists(persons), then=Value("yes")), default=Value("no"), output_field=text),
        f_rights=Case(
            When(state=AssetState.BLOCKED, then=Value("blocked")), When(Exists(withdrawn), then=Value("withdrawn")),
            When(Exists(grants) & ~Exists(in_force), then=Value("ended")), default=Value("free"), output_field=text,
        ),
        f_year=ExtractYear(Coalesce("taken_at", "created_at"), output_field=IntegerField()),
    )  # fmt: skip


_COLUMN = {
    "kind": "kind", "licence": "f_licence", "secrecy": "secrecy", "orientation": "f_orientation", "people": "f_people",
    "rights": "f_rights", "unit": "unit__slug", "subject": "subjects__code", "year": "f_year",
}  # fmt: skip


def _condition(name: str, values: tuple[str, ...]) -> Q:
    if name == "subject":
        # Through the table between, so that an asset of two subjects is one row.
        joined = Asset.subjects.through.objects.filter(subject__code__in=values)
        return Q(pk__in=joined.values("asset_id"))
    if name == "year":
        return Q(
            f_year__in=[int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 5]
        )
    return Q(**{f"{_COLUMN[name]}__in": values})


def _conditions(asked: Asked) -> dict[str, Q]:
    return {
        name: _condition(name, tuple(values)) for name, values in asked.filters.items() if values and name in _COLUMN
    }


def ranked_by_words(user: Any, text: str, most: int = RANKED) -> list[int]:
    """The ids of the assets that have the words, the best first, behind the user's wall."""
    allowed = None if user.is_superuser else list(units_under(user, OVERSEERS).values_list("slug", flat=True))
    found: list[int] = []
    while len(found) < most:
        spec = QuerySpec(
            text=text, index="staff", filters={"kind": ["asset"]}, facets=(), marked=False, offset=len(found), limit=MAX_LIMIT,
            allowed_units=allowed,
        )  # fmt: skip
        hits = search(spec).hits
        found += [int(ref_parts(hit.key)[1]) for hit in hits]
        if len(hits) < MAX_LIMIT:
            break
    return found


def _rankings(user: Any, asked: Asked) -> list[dict[int, float]]:
    """For each way of asking that ranks: id to score, the best first."""
    found: list[dict[int, float]] = []
    if asked.text.strip():
        found.append({pk: 1.0 / place for place, pk in enumerate(ranked_by_words(user, asked.text), 1)})
    rgb = colour_of(asked.colour) if asked.colour else None
    if rgb is not None:
        found.append(dict(of_colour(rgb, most=RANKED)))
    if asked.like is not None:
        found.append(dict(like_this(asked.like, most=RANKED)))
    return found


def find_assets(user: Any, asked: Asked, number: Any = 1, *, a_page: int = A_PAGE) -> Found:
    """One page of what the user may see of the library. At most nine queries."""
    now = timezone.now()
    rows = _annotated(library_for(user), timezone.localdate(now), now)
    if not asked.put_away:
        rows = rows.exclude(state=AssetState.ARCHIVED)
    rankings = _rankings(user, asked)
    for ranking in rankings:
        rows = rows.filter(pk__in=list(ranking))
    conditions = _conditions(asked)
    matched = rows.filter(*conditions.values())
    sort = asked.sort if asked.sort in SORTS else ("best" if rankings else "newest")
    if sort == "best" and rankings:
        page = _best_page(matched, rankings[-1], number, a_page)
    else:
        page = Paginator(_shown(matched).order_by(*_order(sort)), a_page).get_page(number)
    like = rankings[-1] if asked.like is not None or asked.colour else {}
    return Found(
        page=page, total=page.paginator.count, facets=_facets(rows, conditions),
        scores={asset.pk: like[asset.pk] for asset in page.object_list if asset.pk in like},
    )  # fmt: skip


def _shown(rows: QuerySet[Asset]) -> QuerySet[Asset]:
    return rows.select_related("unit", "image", "document", "recording__poster")


def _order(sort: str) -> tuple[Any, ...]:
    if sort == "title":
        return (Coalesce("image__title", "document__title", "recording__title"), "pk")
    if sort == "taken":
        return (F("taken_at").desc(nulls_last=True), "-pk")
    return ("created_at", "pk") if sort == "oldest" else ("-created_at", "-pk")


def _best_page(matched: QuerySet[Asset], ranking: dict[int, float], number: Any, a_page: int) -> Page[Asset]:
    """The page in the order of the ranking: the ids that matched are few enough to be held."""
    ids = set(matched.values_list("pk", flat=True))
    page: Page[Any] = Paginator([pk for pk in ranking if pk in ids], a_page).get_page(number)
    rows = _shown(Asset.objects.all()).in_bulk(list(page.object_list))
    page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
    return page


def _facets(rows: QuerySet[Asset], conditions: Mapping[str, Q]) -> dict[str, list[tuple[str, str, int]]]:
    """Four queries: all fixed values at once, units, subjects, years. A facet's own choice does not narrow its own counts."""
    others = {name: [one for other, one in conditions.items() if other != name] for name in (*FIXED, *OPEN)}
    wanted = {
        f"{name}__{place}": Count("pk", filter=Q(*others[name], **{_COLUMN[name]: value}))
        for name, values in FIXED.items()
        for place, value in enumerate(values)
    }
    counted = rows.order_by().aggregate(**wanted)
    found: dict[str, list[tuple[str, str, int]]] = {}
    for name, values in FIXED.items():
        found[name] = [(value, "", counted[f"{name}__{place}"]) for place, value in enumerate(values)]
    for name in OPEN:
        found[name] = _counted(rows.filter(*others[name]), name)
    return found


def _counted(rows: QuerySet[Asset], name: str) -> list[tuple[str, str, int]]:
    """The values of an open facet, the most frequent first (years: the newest). One query."""
    rows = rows.order_by()
    if name == "year":
        years: QuerySet[Any, Any] = rows.values(when=F("f_year")).annotate(count=Count("pk"))
        found = sorted(((one["when"], one["count"]) for one in years if one["when"]), reverse=True)
        return [(str(year), str(year), count) for year, count in found[:_MOST_VALUES]]
    names = (
        ("code", "name_zh", "name_en") if name == "subject" else ("slug", "short_zh", "short_en", "name_zh", "name_en")
    )
    way = "subjects" if name == "subject" else "unit"
    columns = [f"{way}__{one}" for one in names]
    grouped: QuerySet[Any, Any] = rows.filter(**{f"{way}__isnull": False}).values(*columns).annotate(count=Count("pk"))
    most = sorted(grouped, key=lambda one: (-one["count"], one[columns[0]]))[:_MOST_VALUES]
    return [(one[columns[0]], _named(*(one[column] for column in columns[1:])), one["count"]) for one in most]


def _named(*names: str) -> str:
    """The name in the reader's language: the short ones first, where there are any."""
    return pick(names[0], names[1]) or pick(names[-2], names[-1])


def with_same_picture(user: Any, found: list[list[Any]]) -> tuple[list[tuple[Asset, float, bool]], bool]:
    """Of the assets an upload looks like: those the user may see, and whether another unit has one more."""
    ids = [one[0] for one in found]
    seen = {asset.pk: asset for asset in _shown(library_for(user)).filter(pk__in=ids)}
    there = set(Asset.objects.filter(pk__in=ids).values_list("pk", flat=True))
    shown = [(seen[pk], score, turned) for pk, score, turned in found if pk in seen]
    return shown, bool(there - seen.keys())


def found_ids(user: Any, asked: Asked) -> list[int]:
    """All that a search finds, without pages."""
    now = timezone.now()
    rows = _annotated(library_for(user), timezone.localdate(now), now)
    if not asked.put_away:
        rows = rows.exclude(state=AssetState.ARCHIVED)
    for ranking in _rankings(user, asked):
        rows = rows.filter(pk__in=list(ranking))
    return list(rows.filter(*_conditions(asked).values()).order_by("pk").values_list("pk", flat=True))
