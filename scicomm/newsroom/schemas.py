"""What the public interface says of stories: shapes only."""

from __future__ import annotations

import datetime as dt

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
