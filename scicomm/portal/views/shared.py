"""What several views need: pages of a list, addresses in the other language, answers nobody may keep."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from scicomm.portal.queries.frame import outside
from scicomm.portal.rules.page_keys import without_language

M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[M], size: int) -> Page[M]:
    """The asked-for page of a list; a page that is not there is not found."""
    return page_of_list(request, rows, size)


def page_of_list(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """The same for rows that were read already."""
    number = request.GET.get("page", "1")
    paginator = Paginator(rows, size)
    if not number.isdigit() or len(number) > 6 or not 1 <= int(number) <= paginator.num_pages:
        raise Http404
    return paginator.page(int(number))


def alternates(path: str, *, other: str | None = None) -> dict[str, Any]:
    """Canonical address and the addresses in both languages. `other` where the twin stands elsewhere; empty for no twin."""
    bare = without_language(path)
    english = bare != path
    twin = other if other is not None else (bare if english else f"/en{bare}")
    pair = {"en" if english else "zh-Hans": path, **({"zh-Hans" if english else "en": twin} if twin else {})}
    listed = [{"lang": code, "url": outside(address)} for code, address in sorted(pair.items(), reverse=True)]
    if "zh-Hans" in pair:
        listed.append({"lang": "x-default", "url": outside(pair["zh-Hans"])})
    return {"canonical_url": outside(path), "alternates": listed if twin else []}


def unkept(response: HttpResponse) -> HttpResponse:
    """An answer that no cache may keep: previews, and what depends on who asks."""
    response["Cache-Control"] = "private, no-store"
    return response


def page_answer(response: HttpResponse, preview: bool) -> HttpResponse:
    """The answer of a Wagtail page: a preview is kept by nobody."""
    return unkept(response) if preview else response


def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for a `<script type="application/ld+json">`: nothing in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False)
    for mark, escaped in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(mark, escaped)
    return mark_safe(text)
