"""Authors whose ORCID iD is known."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from scicomm.core.api import ApiProblem, Page, Window, summary_of, words
from scicomm.core.api import later as _
from scicomm.journals.api.showing import outside
from scicomm.journals.queries import known_authors
from scicomm.journals.schemas import PersonLine

router = Router(tags=["authors"])


class AuthorFilters(Schema):
    """Which authors are asked for."""

    q: str = Field("", max_length=80, description=_("Part of the name in either script"))


def _line(row: dict[str, Any]) -> PersonLine:
    return PersonLine(
        orcid=row["orcid"],
        name=words(row["zh"], row["en"]),
        articles=row["articles"],
        url=outside(f"/api/v1/articles?orcid={row['orcid']}"),
    )


@router.get(
    "/authors", response={200: Page[PersonLine], **summary_of(422)}, url_name="authors",
    operation_id="listAuthors", summary=_("Authors with an ORCID iD"),
)  # fmt: skip
def authors(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[AuthorFilters]) -> Any:
    rows = list(known_authors(filters.q, after=asked.cursor)[: asked.limit + 1])
    following = None
    if len(rows) > asked.limit:
        query = request.GET.copy()
        query["cursor"] = rows[asked.limit - 1]["orcid"]
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        response["Link"] = f'<{following}>; rel="next"'
    return {"items": [_line(row) for row in rows[: asked.limit]], "next": following}


@router.get(
    "/authors/{slug:orcid}", response={200: PersonLine, **summary_of(404)}, url_name="author",
    operation_id="getAuthor", summary=_("One author by ORCID iD"),
)  # fmt: skip
def author(request: HttpRequest, orcid: str) -> Any:
    found = known_authors("").filter(orcid=orcid.upper()).first()
    if found is None:
        raise ApiProblem("not-found")
    return _line(found)
