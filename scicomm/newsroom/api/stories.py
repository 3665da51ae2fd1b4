"""Public stories for programs: what anyone may read."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window
from scicomm.core.api import later as _
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.queries import public_stories
from scicomm.newsroom.schemas import StoryOut

router = Router(tags=["stories"])


class StoryFilters(Schema):
    """Which stories are asked for."""

    language: Literal["", "zh-hans", "en"] = Field("", description=_("zh-hans or en"))
    unit: str = Field("", max_length=60, description=_("Short address of the unit that tells it"))
    doi: str = Field("", max_length=500, description=_("DOI of the paper it tells of"))


def _story(story: StoryPage) -> StoryOut:
    dossier = story.dossier
    path = story.get_url() or ""
    return StoryOut(
        id=story.pk,
        title=story.title,
        standfirst=story.standfirst,
        language=dossier.language,
        unit=dossier.unit.slug,
        doi=dossier.article.doi if dossier.article else "",
        published_at=dossier.published_at,
        corrected_at=dossier.corrected_at,
        url=path if path.startswith("http") else f"{settings.SITE_URL}{path}",
    )


@router.get(
    "/stories", response={200: Page[StoryOut], **summary_of(400, 422)}, url_name="stories",
    operation_id="listStories", summary=_("Stories, newest first"),
)  # fmt: skip
def stories(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[StoryFilters]) -> Any:
    rows = public_stories(filters.language)
    if filters.unit:
        rows = rows.filter(dossier__unit__slug=filters.unit)
    if filters.doi:
        rows = rows.filter(dossier__article__doi=filters.doi.lower())
    return window(request, response, rows, asked, ("-dossier__published_at", "-pk"), _story)


@router.get(
    "/stories/{int:pk}", response={200: StoryOut, **summary_of(404)}, url_name="story", operation_id="getStory",
    summary=_("One story"),
)  # fmt: skip
def story(request: HttpRequest, pk: int) -> Any:
    found = public_stories().filter(pk=pk).first()
    if found is None:
        raise ApiProblem("not-found")
    return _story(found)
