"""Articles: the list with its filters, one with all that is known of it, the full text in three forms."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window
from scicomm.core.api import later as _
from scicomm.journals.api.showing import article_line, article_out
from scicomm.journals.models import Article
from scicomm.journals.permissions import get_article_for
from scicomm.journals.queries import article_page, articles_for_programs, public_files
from scicomm.journals.schemas import ArticleLine, ArticleOut

router = Router(tags=["articles"])

ORDERS = {"published": ("-published_on", "-pk"), "changed": ("changed_at", "pk")}


class ArticleFilters(Schema):
    """Which articles are asked for. All that are given must hold."""

    journal: str = Field("", max_length=60, description=_("Short address of the journal"))
    unit: str = Field("", max_length=60, description=_("Short address of a unit; those below it count too"))
    subject: str = Field("", max_length=20, description=_("Code of a discipline"))
    orcid: str = Field("", max_length=19, description=_("ORCID iD of an author"))
    language: str = Field("", max_length=10, description=_("zh or en"))
    type: str = Field("", max_length=60, description=_("Type of the article, as JATS names it"))
    state: Literal["", "current", "corrected", "concern", "retracted"] = Field(
        "", description=_("current, corrected, concern or retracted")
    )
    year: int | None = Field(None, ge=1500, le=2999, description=_("Year of publication"))
    volume: str = Field("", max_length=20)
    issue: str = Field("", max_length=20)
    open_access: bool | None = Field(None, description=_("Only open access, or only what is not"))
    changed_since: dt.datetime | None = Field(None, description=_("Changed here at this moment or later"))
    sort: Literal["published", "changed"] = Field(
        "published", description=_("published: newest first; changed: oldest change first, to keep a copy up to date")
    )


@router.get(
    "/articles", response={200: Page[ArticleLine], **summary_of(400, 422)}, url_name="articles",
    operation_id="listArticles", summary=_("Articles"),
)  # fmt: skip
def articles(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[ArticleFilters]) -> Any:
    wanted = filters.dict(exclude={"sort"})
    return window(request, response, articles_for_programs(**wanted), asked, ORDERS[filters.sort], article_line)


@router.get(
    "/articles/{path:doi}", response={200: ArticleOut, **summary_of(404)}, url_name="article",
    operation_id="getArticle", summary=_("One article by its DOI, with all that is known of it in both languages"),
)  # fmt: skip
def article(request: HttpRequest, response: HttpResponse, doi: str) -> Any:
    page = article_page(get_article_for(None, doi))
    response["Last-Modified"] = http_date(page.article.changed_at.timestamp())
    return article_out(page, list(page.article.relations.all()), public_files(page.article))


class BodyForm(Schema):
    """In which form the full text is asked for."""

    format: Literal["html", "text", "jats"] = Field(
        "html", description=_("html (sanitised), text, or jats (the source)")
    )


_FORMS = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8", "jats": "application/xml"}
_BODIES: dict[str, Any] = {
    "responses": {
        200: {
            "description": "OK",
            "content": {form.partition(";")[0]: {"schema": {"type": "string"}} for form in _FORMS.values()},
        }
    }
}


@router.get(
    "/article-bodies/{path:doi}", response={200: None, **summary_of(404, 422)}, url_name="article_body",
    operation_id="getArticleBody", summary=_("The full text of an article"), openapi_extra=_BODIES,
)  # fmt: skip
def article_body(request: HttpRequest, doi: str, form: Query[BodyForm]) -> Any:
    found = get_article_for(None, doi)
    content = _content(found, form.format)
    if not content:
        raise ApiProblem("not-found", gettext("We have no full text of this article."))
    answer = HttpResponse(content, content_type=_FORMS[form.format])
    answer["Last-Modified"] = http_date(found.changed_at.timestamp())
    # What a publisher sent is shown as it is; a browser must not run it as one of our pages.
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return answer


def _content(found: Article, form: str) -> str | bytes:
    if form == "jats":
        newest = found.versions.order_by("-number").first()
        return bytes(newest.source) if newest else b""
    return found.body_html if form == "html" else found.body_text
