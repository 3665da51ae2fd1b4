"""The public image bank: what stands in it, one asset of it, in which sizes it can be had, and how its unit gives it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.assets.enums import AssetState, Secrecy
from scicomm.assets.models import Asset, BankEntry, Consent, DeliveryPolicy, Download, Licence, LicenceGrant
from scicomm.assets.queries.doors import assets_with_files, public_pages_with
from scicomm.assets.queries.pictures import renditions_for_covers
from scicomm.core.models import Subject
from scicomm.organisation.models import Unit

FREE = (Licence.CC_BY, Licence.CC_BY_NC, Licence.CC0)
DEEDS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}
_WORD_FIELDS = (
    "caption_zh", "caption_en", "creator", "persons_named", "place_zh", "place_en", "image__title", "image__alt_zh",
    "image__alt_en", "image__credit", "document__title", "recording__title", "recording__alt_zh", "recording__alt_en",
    "unit__name_zh", "unit__name_en", "subjects__name_zh", "subjects__name_en",
)  # fmt: skip
_MOST_WORDS = 8


def free_now(day: dt.date, now: dt.datetime) -> QuerySet[Asset]:
    """Assets with a licence for anyone and nothing against their use, as far as a query can tell (see `use_problems`)."""
    own = {"asset": OuterRef("pk")}
    ended = Consent.objects.filter(Q(withdrawn_at__lte=now) | Q(ends_on__lt=day) | Q(is_minor=True, guardian=""), **own)
    grants = LicenceGrant.objects.filter(**own)
    in_force = grants.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )
    licensed = Q(image__licence__in=FREE) | Q(document__licence__in=FREE) | Q(recording__licence__in=FREE)
    return (
        assets_with_files()
        .select_related("recording__poster")
        .filter(licensed, state=AssetState.ACTIVE, secrecy=Secrecy.PUBLIC)
        .exclude(Exists(ended))
        .filter(~Exists(grants) | Exists(in_force))
    )


def bank_assets() -> QuerySet[Asset]:
    """What stands in the image bank now, newest first."""
    now = timezone.now()
    free = free_now(timezone.localdate(now), now)
    return free.filter(bank_entry__isnull=False).order_by("-bank_entry__opened_at", "-pk")


def find_in_bank(asked: dict[str, str]) -> QuerySet[Asset]:
    """What fits the words and the narrowing: kind, unit (and all below), subject."""
    rows = bank_assets()
    for word in asked.get("q", "").split()[:_MOST_WORDS]:
        reach = Q()
        for name in _WORD_FIELDS:
            reach |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(pk__in=Asset.objects.filter(reach).values("pk"))
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("unit"):
        unit = Unit.objects.filter(slug=asked["unit"]).first()
        rows = rows.filter(unit__path__startswith=unit.path) if unit else rows.none()
    if asked.get("subject"):
        rows = rows.filter(subjects__code=asked["subject"])
    return rows.prefetch_related(renditions_for_covers("image"), renditions_for_covers("recording__poster"))


def bank_units() -> list[tuple[Unit, int]]:
    """The units with something in the bank, and how much."""
    counts = dict(BankEntry.objects.order_by().values_list("asset__unit").annotate(Count("pk")))
    return [(unit, counts[unit.pk]) for unit in Unit.objects.filter(pk__in=counts).order_by("path")]


def bank_subjects() -> list[Subject]:
    return list(
        Subject.objects.filter(code__in=BankEntry.objects.values("asset__subjects__code")).order_by("code")[:60]
    )


@dataclass(frozen=True, slots=True)
class Size:
    """A size in which a picture can be taken: its name, pixels, format, and the address part."""

    code: str
    label: str
    width: int
    height: int
    form: str


def sizes_of(width: int, height: int) -> list[Size]:
    """For the web, for slides, for print; none larger than the picture, the largest last and always there."""
    found: list[Size] = []
    for code, label, edge in (("web", _("for the web"), 1200), ("screen", _("for a screen"), 2400)):
        if max(width, height) > edge:
            factor = edge / max(width, height)
            found.append(Size(code, label, max(1, round(width * factor)), max(1, round(height * factor)), "jpg"))
    return [*found, Size("full", _("as large as it is"), width, height, "")]


def policy_for(unit: Unit) -> DeliveryPolicy:
    """How the unit gives out files: its own rule, else the nearest above, else nothing is asked."""
    found = DeliveryPolicy.objects.filter(unit__path__in=unit.ancestor_paths()).order_by("-unit__depth").first()
    return found or DeliveryPolicy(unit=unit)


def licence_of(asset: Asset) -> tuple[str, str]:
    """The licence's name and the address of its text."""
    licence = asset.media.licence
    return asset.media.get_licence_display(), DEEDS.get(Licence(licence), "")


def credit_line(asset: Asset) -> str:
    """What whoever uses the asset prints beside it."""
    name, _url = licence_of(asset)
    credit = asset.media.credit or asset.creator or asset.unit.name
    if asset.media.licence == Licence.CC0:
        return _("%(title)s. %(credit)s, CC0 (public domain)") % {"title": asset.title, "credit": credit}
    return _("%(title)s. %(credit)s, %(licence)s") % {"title": asset.title, "credit": credit, "licence": name}


def told_on(asset: Asset) -> Sequence[Any]:
    """The public pages that show it: title and address."""
    pages = (
        public_pages_with(asset)
        .select_related("locale")
        .order_by(F("first_published_at").desc(nulls_last=True), "-pk")[:20]
    )
    return [{"title": page.title, "url": page.url, "language": page.locale.language_code} for page in pages if page.url]


@dataclass(frozen=True, slots=True)
class Taken:
    """How often a file went out, by way and purpose, and the newest times."""

    total: int
    by_way: list[tuple[str, int]]
    by_purpose: list[tuple[str, int]]
    newest: list[Download]


def downloads_of(asset: Asset) -> Taken:
    rows = Download.objects.filter(asset=asset).order_by()
    ways = [(Download(way=way).get_way_display(), n) for way, n in rows.values_list("way").annotate(Count("pk"))]
    purposes = [
        (Download(purpose=purpose).get_purpose_display() or _("not asked"), n)
        for purpose, n in rows.values_list("purpose").annotate(n=Count("pk")).order_by(F("n").desc())
    ]
    return Taken(sum(n for _way, n in ways), ways, purposes, list(rows.order_by("-at")[:20]))
