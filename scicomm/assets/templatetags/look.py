"""Template tags of the components: page links, bars, small lines; words and data come with the call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict

from scicomm.assets.rules import charts

register = template.Library()


@dataclass(frozen=True, slots=True)
class PageLink:
    """One entry of a pager: an address, or a gap when `number` is nothing."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The pager of a list: its pages with gaps, and the addresses before and after."""

    pages: tuple[PageLink, ...]
    before: str
    after: str


@register.simple_tag(takes_context=True)
def page_links(context: template.Context, page: Page[Any]) -> PageLinks:
    """The addresses of a list's pages, each keeping the query of this page but its `page`."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request is not None else QueryDict(mutable=True)

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    pages = tuple(
        PageLink(n, address(n), n == page.number) if isinstance(n, int) else PageLink(None, "", False) for n in numbers
    )
    return PageLinks(
        pages,
        address(page.previous_page_number()) if page.has_previous() else "",
        address(page.next_page_number()) if page.has_next() else "",
    )


@register.simple_tag
def bars(rows: Iterable[dict[str, Any]], size: str = "broad") -> charts.BarDrawing:
    """Where the bars stand: `size` is broad (main column) or narrow (phone, side column)."""
    return charts.bars(rows, charts.BROAD if size == "broad" else charts.NARROW)


@register.simple_tag
def spark(values: Sequence[float]) -> charts.Spark:
    """The path of a small line without axes."""
    return charts.spark(values)
