"""The public addresses; those of units and stories stand in Wagtail's tree, behind `story_patterns`."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from scicomm.portal import views

app_name = "portal"
urlpatterns = [
    path("stories/", require_safe(views.stories), name="stories"),
    path("articles/", require_safe(views.articles), name="articles"),
    path("articles/<path:doi>/", require_safe(views.article), name="article"),
    path("journals/", require_safe(views.journals), name="journals"),
    path("journals/<slug:slug>/", require_safe(views.journal), name="journal"),
    path("units/", require_safe(views.units_list), name="units"),
    path("search/", require_safe(views.search), name="search"),
    path("search/help/", require_safe(views.search_help), name="search_help"),
    path("search/suggest/", require_safe(views.suggest), name="suggest"),
    path("corrections/", require_safe(views.corrections), name="corrections"),
    path("about/", require_safe(views.about), name="about"),
    path("gallery/", require_safe(views.gallery), name="gallery"),
    path("robots.txt", require_safe(views.robots), name="robots"),
    path("sitemap.xml", require_safe(views.sitemap), name="sitemap"),
]
# Last of all, before Wagtail: any address of two parts.
story_patterns = [path("<str:unit>/<str:story>/", require_safe(views.story_at), name="story")]
