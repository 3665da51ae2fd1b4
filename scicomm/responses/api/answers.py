"""Published answers for programs."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window, words
from scicomm.core.api import later as _
from scicomm.responses.models import Answer
from scicomm.responses.queries import get_public_answer
from scicomm.responses.queries.programs import answers_for_programs
from scicomm.responses.schemas import AnswerOut

router = Router(tags=["answers"])
ORDERS = {"published": ("-published_at", "-pk"), "changed": ("changed_at", "pk")}


class AnswerFilters(Schema):
    """Which answers are asked for. All that are given must hold."""

    unit: str = Field("", max_length=60, description=_("Short address of a unit; those below it count too"))
    form: str = Field("", max_length=10, description=_("rapid, roundup, factsheet, qa or factcheck"))
    verdict: str = Field("", max_length=12)
    subject: str = Field("", max_length=10, description=_("Code of a discipline"))
    changed_since: AwareDatetime | None = Field(
        None, description=_("Changed here at this moment or later; withdrawn ones are named then too")
    )
    sort: Literal["published", "changed"] = Field(
        "published", description=_("published: newest first; changed: oldest change first, to keep a copy up to date")
    )


def _answer(answer: Answer) -> AnswerOut:
    if answer.published_at is None:
        raise ApiProblem("not-found")
    gone, url = answer.withdrawn_at is not None, f"{settings.SITE_URL}/answers/{answer.slug}/"
    review = f"{settings.SITE_URL}/api/v1/answers/{answer.slug}/claim-review"
    nothing = words("", "")
    return AnswerOut(
        slug=answer.slug,
        question=words(answer.question_zh, answer.question_en),
        form=answer.form,
        claim=nothing if gone else words(answer.claim_zh, answer.claim_en),
        summary=nothing if gone else words(answer.summary_zh, answer.summary_en),
        body=nothing if gone else words(answer.body_zh, answer.body_en),
        verdict="" if gone else answer.verdict,
        knowledge="" if gone else answer.knowledge,
        subject=answer.subject,
        unit=answer.case.unit.slug,
        published_at=answer.published_at,
        corrected_at=answer.corrected_at,
        changed_at=answer.changed_at,
        withdrawn_at=answer.withdrawn_at,
        withdrawn_reason=answer.withdrawn_reason,
        url=url,
        claim_review=review if answer.is_claim and not gone else None,
    )


@router.get(
    "/answers", response={200: Page[AnswerOut], **summary_of(400, 422)}, url_name="answers",
    operation_id="listAnswers", summary=_("Answers to what people asked, newest first"),
)  # fmt: skip
def answers(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[AnswerFilters]) -> Any:
    rows = answers_for_programs(**filters.dict(exclude={"sort"}))
    return window(request, response, rows, asked, ORDERS[filters.sort], _answer)


@router.get(
    "/answers/{slug:slug}", response={200: AnswerOut, **summary_of(404)}, url_name="answer", operation_id="getAnswer",
    summary=_("One answer"),
)  # fmt: skip
def answer(request: HttpRequest, slug: str) -> Any:
    found = get_public_answer(slug)
    if found is None:
        raise ApiProblem("not-found")
    return _answer(found)
