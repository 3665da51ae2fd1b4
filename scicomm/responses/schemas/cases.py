"""What the interface says of cases to programs of the staff: shapes only. Who asked stands in none of them."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema
from pydantic import AwareDatetime

from scicomm.core.api import later as _


class CaseLine(Schema):
    """A case as a list shows it."""

    id: int
    title: str
    unit: str
    origin: str
    kind: str
    urgency: str
    clock: str = Field(description=_("news (hours) or institute (working days)"))
    state: str
    officer: str = Field(description=_("Who handles it"))
    received_at: dt.datetime
    first_due_at: dt.datetime | None
    first_response_at: dt.datetime | None
    due_on: dt.date
    due_at: dt.datetime | None
    is_late: bool
    closed_at: dt.datetime | None
    changed_at: dt.datetime
    url: str = Field(description=_("Its page on the desk"))


class ClockOut(Schema):
    """How the deadlines of an open case came about."""

    terms: str
    first: str
    answer: str
    level: str = Field(description=_("fine, soon, late or very_late"))
    first_level: str
    is_paused: bool
    is_provisional: bool = Field(description=_("A year in it has no holiday notice yet, so the day may move"))


class CaseStepOut(Schema):
    """One line of the log."""

    what: str
    at: dt.datetime
    note: str


class RemarkOut(Schema):
    """A colleague's remark."""

    id: int
    author: str
    text: str
    written_at: dt.datetime


class PartOut(Schema):
    """What another unit is asked."""

    unit: str
    question: str
    state: str
    due_on: dt.date


class CaseOut(CaseLine):
    """A case with its clocks and log. Addresses and long numbers are left out of its words."""

    text: str
    detail: str
    outlet: str
    wanted_by: dt.datetime | None
    closed_reason: str
    answer: str | None = Field(description=_("Short address of the published answer"))
    clocks: ClockOut | None
    log: list[CaseStepOut]
    parts: list[PartOut]
    remarks: list[RemarkOut]


class CaseIn(Schema):
    """What somebody asked by telephone or mail, for the token's unit."""

    text: str = Field(min_length=1, max_length=300, description=_("The question in one or two sentences"))
    detail: str = Field("", max_length=5000)
    origin: str = Field("phone", pattern="^(phone|mail)$", description=_("phone or mail"))
    kind: str = Field("question", max_length=10, description=_("question, claim, media, complaint or incident"))
    urgency: str = Field("normal", max_length=8, description=_("low, normal, high or now"))
    language: str = Field("zh-hans", pattern="^(zh-hans|en)$", description=_("zh-hans or en"))
    outlet: str = Field("", max_length=200, description=_("Who asks for the press"))
    wanted_by: AwareDatetime | None = None
    received_at: AwareDatetime | None = Field(None, description=_("Now, where nothing is said"))
    asker_name: str = Field("", max_length=80, description=_("Never given out again"))
    asker_email: str = Field(
        "", max_length=254, description=_("Told of the answer, then erased; never given out again")
    )


class RemarkIn(Schema):
    """A remark for colleagues."""

    text: str = Field(min_length=1, max_length=5000)
