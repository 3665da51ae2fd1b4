"""The site's addresses with those of the responses room, for a tree in which config or portal do not mount them yet."""

from __future__ import annotations

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path

from scicomm.config.urls import urlpatterns as site
from scicomm.portal.urls import urlpatterns as portal


def _page(request: Any, slug: str = "") -> HttpResponse:
    return HttpResponse(slug)


answers = [path("answers/", _page, name="answers"), path("answers/<slug:slug>/", _page, name="answer")]

urlpatterns = [
    *i18n_patterns(
        path("", include((answers + portal, "portal"))),
        path("", include("scicomm.responses.urls")),
        prefix_default_language=False,
    ),
    *site,
]
