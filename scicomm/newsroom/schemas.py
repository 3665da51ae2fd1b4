"""What the interface says of stories and leads: shapes only."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from scicomm.core.api import later as _


class StoryOut(Schema):
    """A public story. Its text may be republished under CC BY 4.0 with the link to the paper; the feeds hold it whole."""

    id: int
    title: str
    standfirst: str
    language: str
    unit: str
    doi: str = Field(description=_("DOI of the paper it tells of, if any"))
    published_at: dt.datetime
    corrected_at: dt.datetime | None
    url: str


class LeadIn(Schema):
    """A lead as a program hands it in."""

    title: str = Field(max_length=300, description=_("What was found, in one line"))
    body: str = Field("", max_length=5000, description=_("Anything else"))
    doi: str = Field("", max_length=300, description=_("DOI or link of the paper it speaks of"))
    language: Literal["", "zh-hans", "en"] = Field("", description=_("The language answers are written in"))
    embargo_until: dt.datetime | None = Field(None, description=_("Not to be told before"))
    confidential_until: dt.datetime | None = Field(None, description=_("Only the unit's editors read it before"))
    nothing_secret: bool = Field(description=_("Confirms that nothing in it may be secret"))


class LeadOut(Schema):
    """A lead of one's own and what became of it."""

    id: int
    title: str
    body: str
    unit: str
    doi: str
    state: str = Field(description=_("new, accepted, declined, merged or stale"))
    reason: str = Field(description=_("Why it was not used"))
    same_as: int | None = Field(description=_("The lead that goes on for it"))
    embargo_until: dt.datetime | None
    confidential_until: dt.datetime | None
    created_at: dt.datetime
