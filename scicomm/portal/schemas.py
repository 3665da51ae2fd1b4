"""What the public interface says of search: shapes only."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from scicomm.core.api import later as _


class HitOut(Schema):
    """One thing found. The `_html` members are escaped text in which <mark> stands around what was asked for."""

    kind: str
    title: str
    title_other: str
    title_html: str
    snippet_html: str
    url: str
    doi: str
    language: str
    people: list[str]
    unit: str
    journal: str
    subjects: list[str]
    date: dt.datetime | None
    state: str
    open_access: bool | None
    score: float


class FacetValueOut(Schema):
    """A value of a facet and how many results have it."""

    value: str
    count: int


class SearchOut(Schema):
    """The answer to a search."""

    total: int
    page: int
    pages: int
    relaxed: bool = Field(description=_("Nothing has all the words; what has some of them is shown"))
    problems: list[str]
    did_you_mean: str | None
    facets: dict[str, list[FacetValueOut]]
    items: list[HitOut]
    next: str | None
