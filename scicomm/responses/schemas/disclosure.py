"""What the interface says of information disclosure: shapes only. Who asked stands in none of them."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from scicomm.core.api import Words
from scicomm.core.api import later as _


class FileOut(Schema):
    """A file of an item."""

    title: Words
    name: str
    type: str = Field(description=_("By its content: pdf, docx, xlsx, csv …"))
    size: int = Field(description=_("Bytes"))
    added_at: dt.datetime
    url: str


class ItemOut(Schema):
    """An item of the catalogue in its released words. Of a withdrawn one only the reason is left."""

    id: int
    kind: str
    kind_name: Words
    unit: str
    title: Words
    text: Words = Field(description=_("Sanitised HTML"))
    basis: str
    address: str
    files: list[FileOut]
    published_on: dt.date
    first_published_on: dt.date | None
    correction: str
    withdrawn_on: dt.date | None
    withdrawn_reason: str
    url: str


class LoggedOut(Schema):
    """An answered request that is shown to everyone."""

    number: str
    title: str
    unit: str
    outcome: str
    outcome_words: str
    received_on: dt.date | None
    ended_on: dt.date
    in_time: bool | None
    url: str


class StatutoryClockOut(Schema):
    """How the statutory clock of an open request stands today."""

    starts_on: dt.date
    due_on: dt.date
    days_left: int = Field(description=_("Working days left; negative: overdue"))
    is_late: bool
    is_stopped: bool
    is_provisional: bool = Field(description=_("A year in it has no holiday notice yet, so the day may move"))


class RequestLineOut(Schema):
    """A request for information, without who asked."""

    id: int
    number: str
    unit: str
    title: str = Field(description=_("Without addresses and long numbers"))
    state: str
    arrival: str
    applicant_kind: str
    arrived_on: dt.date
    received_on: dt.date | None
    due_on: dt.date | None
    extension: int
    clarify_by: dt.date | None
    ended_on: dt.date | None
    outcome: str
    in_time: bool | None
    clock: StatutoryClockOut | None
    url: str = Field(description=_("Its page on the desk"))


class LetterOut(Schema):
    """A letter, without its words."""

    number: str
    kind: str
    outcome: str
    sent_on: dt.date | None


class RequestStepOut(Schema):
    """What happened, without notes."""

    kind: str
    what: str
    at: dt.datetime


class RequestOut(RequestLineOut):
    """A request with its letters and log."""

    letters: list[LetterOut]
    log: list[RequestStepOut]
