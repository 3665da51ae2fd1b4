"""The portal's part of the public interface: searching what anyone may read, as the search page does."""

from __future__ import annotations

import json
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema

from scicomm.core.api import ApiProblem, summary_of
from scicomm.core.api import later as _
from scicomm.portal.queries.answers import answer_json_ld
from scicomm.portal.queries.frame import outside
from scicomm.portal.schemas import FacetValueOut, HitOut, SearchOut
from scicomm.responses.queries import get_public_answer
from scicomm.search.engine import MAX_OFFSET, Hit, QuerySpec, search
from scicomm.search.schema import FACETS

router = Router()
_CLAIM_REVIEW: dict[str, Any] = {
    "responses": {200: {"description": "OK", "content": {"application/ld+json": {"schema": {"type": "object"}}}}}
}
MOST = 50


class Asked(Schema):
    """What is searched for. Several values of one facet mean any of them."""

    q: str = Field("", max_length=400, description=_("Words, phrases, fields, as the search page explains them"))
    kind: list[str] = Field([], description=_("story, article, answer or disclosure"))
    journal: list[str] = Field([])
    year: list[str] = Field([])
    subject: list[str] = Field([])
    language: list[str] = Field([])
    article_type: list[str] = Field([])
    open_access: list[str] = Field([], description=_("yes or no"))
    unit: list[str] = Field([])
    state: list[str] = Field([])
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    page: int = Field(1, ge=1, le=500)
    limit: int = Field(20, ge=1, le=MOST, description=_("How many, 50 at most"))
    facets: bool = Field(True, description=_("Whether the values of the facets are counted"))


def _hit(hit: Hit) -> HitOut:
    document = hit.document
    return HitOut(
        kind=document.kind,
        title=document.title,
        title_other=document.title_other,
        title_html=str(hit.title_html),
        snippet_html=str(hit.snippet_html),
        url=outside(document.url),
        doi=document.doi,
        language=document.language,
        people=list(document.people),
        unit=document.unit,
        journal=document.journal,
        subjects=list(document.subjects),
        date=document.date,
        state=document.extra.get("state", ""),
        open_access=document.open_access,
        score=hit.score,
    )


def _following(request: HttpRequest, page: int) -> str:
    """The address of the next page of results."""
    query = request.GET.copy()
    query["page"] = str(page + 1)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


@router.get(
    "/search", response={200: SearchOut, **summary_of(400, 422, 503)}, url_name="search", operation_id="search",
    summary=_("Search stories, papers, answers and information disclosure"), tags=["search"],
)  # fmt: skip
def find(request: HttpRequest, response: HttpResponse, asked: Query[Asked]) -> Any:
    offset = (asked.page - 1) * asked.limit
    if offset >= MAX_OFFSET:
        raise ApiProblem(
            "bad-request", gettext("Nobody reads that far. Narrow the search, or list the articles instead.")
        )
    filters = {name: [value[:120] for value in getattr(asked, name)][:20] for name in FACETS}
    results = search(
        QuerySpec(
            text=asked.q.replace("\x00", ""),
            filters={name: values for name, values in filters.items() if values},
            sort=asked.sort,
            offset=offset,
            limit=asked.limit,
            facets=FACETS if asked.facets else (),
        )
    )
    if not results.available:
        raise ApiProblem("not-ready", " ".join(results.problems))
    pages = -(-min(results.total, MAX_OFFSET) // asked.limit)
    following = _following(request, asked.page) if asked.page < pages else None
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return SearchOut(
        total=results.total,
        page=asked.page,
        pages=pages,
        relaxed=results.relaxed,
        problems=list(results.problems),
        did_you_mean=results.did_you_mean,
        facets={
            name: [FacetValueOut(value=value, count=count) for value, count in values]
            for name, values in results.facets.items()
        },
        items=[_hit(hit) for hit in results.hits],
        next=following,
    )


@router.get(
    "/answers/{slug:slug}/claim-review", response={200: None, **summary_of(404)}, url_name="claim_review",
    operation_id="getClaimReview", summary=_("A checked claim in schema.org's words (ClaimReview), in the request's language"),
    tags=["answers"], openapi_extra=_CLAIM_REVIEW,
)  # fmt: skip
def claim_review(request: HttpRequest, slug: str) -> Any:
    found = get_public_answer(slug)
    if found is None or not found.is_claim:
        raise ApiProblem("not-found", gettext("There is no checked claim here."))
    data = json.dumps(answer_json_ld(found), ensure_ascii=False)
    return HttpResponse(data, content_type="application/ld+json")
