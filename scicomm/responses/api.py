"""The responses' part of the public interface: published answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window, words
from scicomm.core.api import later as _
from scicomm.responses.models import Answer
from scicomm.responses.queries import get_public_answer, public_answers
from scicomm.responses.schemas import AnswerOut

router = Router(tags=["answers"])


def _answer(answer: Answer) -> AnswerOut:
    if answer.published_at is None:
        raise ApiProblem("not-found")
    return AnswerOut(
        slug=answer.slug,
        question=words(answer.question_zh, answer.question_en),
        summary=words(answer.summary_zh, answer.summary_en),
        body=words(answer.body_zh, answer.body_en),
        verdict=answer.verdict,
        unit=answer.case.unit.slug,
        published_at=answer.published_at,
        corrected_at=answer.corrected_at,
        url=f"{settings.SITE_URL}/answers/{answer.slug}/",
    )


@router.get(
    "/answers", response={200: Page[AnswerOut], **summary_of(400, 422)}, url_name="answers",
    operation_id="listAnswers", summary=_("Answers to what people asked, newest first"),
)  # fmt: skip
def answers(request: HttpRequest, response: HttpResponse, asked: Query[Window]) -> Any:
    return window(request, response, public_answers(), asked, ("-published_at", "-pk"), _answer)


@router.get(
    "/answers/{slug:slug}", response={200: AnswerOut, **summary_of(404)}, url_name="answer", operation_id="getAnswer",
    summary=_("One answer"),
)  # fmt: skip
def answer(request: HttpRequest, slug: str) -> Any:
    found = get_public_answer(slug)
    if found is None:
        raise ApiProblem("not-found")
    return _answer(found)
