"""The public catalogue and the public log of information disclosure, for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window, words
from scicomm.core.api import later as _
from scicomm.responses.models import DisclosureFile, DisclosureItem, DisclosureRequest
from scicomm.responses.queries.disclosure.files import files_shown
from scicomm.responses.queries.disclosure.requests import public_log
from scicomm.responses.queries.programs import get_item_for_programs, items_for_programs, log_for_programs
from scicomm.responses.schemas import FileOut, ItemOut, LoggedOut

router = Router(tags=["disclosure"])


class ItemFilters(Schema):
    """Which items are asked for. All that are given must hold."""

    unit: str = Field("", max_length=60, description=_("Short address of a unit; those below it count too"))
    kind: str = Field("", max_length=40, description=_("Code of a kind of item"))
    changed_since: dt.date | None = Field(
        None, description=_("Published anew or withdrawn on this day or later; withdrawn ones are named then too")
    )


class LogFilters(Schema):
    """Which answered requests are asked for."""

    unit: str = Field("", max_length=60, description=_("Short address of a unit; those below it count too"))
    outcome: str = Field("", max_length=14)
    ended_since: dt.date | None = Field(None, description=_("Answered on this day or later"))


def _file(file: DisclosureFile) -> FileOut:
    return FileOut(
        title=words(file.title_zh or file.name, file.title_en), name=file.name, type=file.extension, size=file.size,
        added_at=file.added_at, url=f"{settings.SITE_URL}/disclosure/file/{file.pk}/",
    )  # fmt: skip


def _item(item: DisclosureItem) -> ItemOut:
    if item.published_on is None:
        raise ApiProblem("not-found")
    gone = item.withdrawn_on is not None
    said = {} if gone else item.public_words
    return ItemOut(
        id=item.pk,
        kind=item.kind.code,
        kind_name=words(item.kind.name_zh, item.kind.name_en),
        unit=item.unit.slug,
        title=words(item.public_words.get("title_zh", ""), item.public_words.get("title_en", "")),
        text=words(said.get("text_zh", ""), said.get("text_en", "")),
        basis=said.get("basis", ""),
        address=said.get("address", ""),
        files=[_file(file) for file in files_shown(item)],
        published_on=item.published_on,
        first_published_on=item.first_published_on,
        correction=item.correction if item.state == "public" else "",
        withdrawn_on=item.withdrawn_on,
        withdrawn_reason=item.reason if gone else "",
        url=f"{settings.SITE_URL}/disclosure/item/{item.pk}/",
    )


@router.get(
    "/disclosure/items", response={200: Page[ItemOut], **summary_of(400, 422)}, url_name="disclosure_items",
    operation_id="listDisclosureItems", summary=_("What the organisation makes public of itself, newest first"),
)  # fmt: skip
def items(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[ItemFilters]) -> Any:
    rows = items_for_programs(**filters.dict())
    return window(request, response, rows, asked, ("-published_on", "-pk"), _item)


@router.get(
    "/disclosure/items/{int:pk}", response={200: ItemOut, **summary_of(404)}, url_name="disclosure_item",
    operation_id="getDisclosureItem", summary=_("One item of the catalogue"),
)  # fmt: skip
def item(request: HttpRequest, pk: int) -> Any:
    found = get_item_for_programs(pk)
    if found is None:
        raise ApiProblem("not-found")
    return _item(found)


def _logged(one: DisclosureRequest) -> LoggedOut:
    if one.ended_on is None:
        raise ApiProblem("not-found")
    return LoggedOut(
        number=one.number, title=one.log_title, unit=one.unit.slug, outcome=one.outcome,
        outcome_words=str(one.get_outcome_display()), received_on=one.received_on, ended_on=one.ended_on,
        in_time=one.in_time, url=f"{settings.SITE_URL}/disclosure/log/{one.number}/",
    )  # fmt: skip


@router.get(
    "/disclosure/log", response={200: Page[LoggedOut], **summary_of(400, 422)}, url_name="disclosure_log",
    operation_id="listAnsweredRequests", summary=_("Answered requests for information, newest first, without who asked"),
)  # fmt: skip
def log(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[LogFilters]) -> Any:
    rows = log_for_programs(public_log(), **filters.dict())
    return window(request, response, rows, asked, ("-ended_on", "-pk"), _logged)
