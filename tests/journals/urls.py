"""Addresses for tests of this room: the project's, and the portal's names of articles and journals where it has none yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, include, path, reverse

from scicomm.config.urls import urlpatterns as project


def page(request: HttpRequest, **where: str) -> HttpResponse:
    return HttpResponse(str(where))


def _portal_is_there() -> bool:
    try:
        reverse("portal:article", args=["10.1/x"], urlconf="scicomm.config.urls")
    except NoReverseMatch:
        return False
    return True


_names = [path("articles/<path:doi>/", page, name="article"), path("journals/<slug:slug>/", page, name="journal")]
urlpatterns = [*project] if _portal_is_there() else [path("", include((_names, "portal"))), *project]
