"""Where an asset is used: pages, by Wagtail's index of references; and the take-downs that are open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from scicomm.assets.models import Asset, TakeDown
from scicomm.organisation.models import Unit, UnitPage


@dataclass(frozen=True)
class PageUse:
    """A page on which an asset stands, and the unit whose page it is."""

    page: Page
    unit: Unit | None
    url: str

    @property
    def live(self) -> bool:
        return bool(self.page.live)


def page_ids_using(media: Any) -> set[int]:
    """The pages whose content refers to a file."""
    rows = ReferenceIndex.get_references_to(media).filter(base_content_type=ContentType.objects.get_for_model(Page))
    return {int(key) for key in rows.values_list("object_id", flat=True)}


def pages_using(asset: Asset) -> list[PageUse]:
    """The pages on which an asset stands, live ones first. Constant queries."""
    pages = list(Page.objects.filter(pk__in=page_ids_using(asset.media)).order_by("-live", "title", "pk"))
    units = units_of_pages(pages)
    return [PageUse(page, units.get(page.pk), page.get_url() or "" if page.live else "") for page in pages]


def units_of_pages(pages: Iterable[Page]) -> dict[int, Unit]:
    """The unit of each page: that of the unit's page above it. One query."""
    pages = list(pages)
    paths = {page.path[:end] for page in pages for end in range(Page.steplen, len(page.path) + 1, Page.steplen)}
    sites = {site.path: site.unit for site in UnitPage.objects.filter(path__in=paths).select_related("unit")}
    found = {}
    for page in pages:
        above = [path for path in sites if page.path.startswith(path)]
        if above:
            found[page.pk] = sites[max(above, key=len)]
    return found


def open_take_downs() -> QuerySet[TakeDown]:
    return TakeDown.objects.filter(done_at=None)


def take_downs_on(page_id: int) -> QuerySet[TakeDown]:
    """The open take-downs of one page: the pictures whose right ended."""
    files = ("asset__image", "asset__document", "asset__recording")
    return open_take_downs().filter(page_id=page_id).select_related(*files)
