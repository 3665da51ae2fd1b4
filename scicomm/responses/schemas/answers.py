"""What the public interface says of answers: shapes only."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from scicomm.core.api import Words
from scicomm.core.api import later as _


class AnswerOut(Schema):
    """A published answer to what people asked. Of a withdrawn one only its question and the reason are left."""

    slug: str
    question: Words
    form: str = Field(description=_("rapid, roundup, factsheet, qa or factcheck"))
    claim: Words = Field(description=_("What was claimed, where a claim is checked"))
    summary: Words
    body: Words = Field(description=_("Sanitised HTML"))
    verdict: str
    knowledge: str
    subject: str = Field(description=_("Code of a discipline"))
    unit: str
    published_at: dt.datetime
    corrected_at: dt.datetime | None
    changed_at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_reason: str
    url: str
    claim_review: str | None = Field(description=_("Where its ClaimReview stands, for a checked claim"))
