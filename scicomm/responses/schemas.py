"""What the public interface says of answers: shapes only."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from scicomm.core.api import Words
from scicomm.core.api import later as _


class AnswerOut(Schema):
    """A published answer to what people asked."""

    slug: str
    question: Words
    summary: Words
    body: Words = Field(description=_("Sanitised HTML"))
    verdict: str
    unit: str
    published_at: dt.datetime
    corrected_at: dt.datetime | None
    url: str
