"""The public addresses; those of units and stories stand in Wagtail's tree, behind `story_patterns`."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from scicomm.portal.views import about, answers, articles, home, search, sitemaps, stories

app_name = "portal"
urlpatterns = [
    path("stories/", require_safe(stories.stories), name="stories"),
    path("articles/", require_safe(articles.articles), name="articles"),
    path("articles/<path:doi>/", require_safe(articles.article), name="article"),
    path("journals/", require_safe(articles.journals), name="journals"),
    path("journals/<slug:slug>/", require_safe(articles.journal), name="journal"),
    path("units/", require_safe(home.units_list), name="units"),
    path("search/", require_safe(search.search), name="search"),
    path("search/help/", require_safe(search.search_help), name="search_help"),
    path("search/suggest/", require_safe(search.suggest), name="suggest"),
    path("answers/", require_safe(answers.answers), name="answers"),
    path("answers/<slug:slug>/", require_safe(answers.answer), name="answer"),
    path("thread/<str:reference>/", require_safe(answers.thread), name="thread"),
    path("corrections/", require_safe(stories.corrections), name="corrections"),
    path("about/", require_safe(about.about), name="about"),
    path("gallery/", require_safe(about.gallery), name="gallery"),
    path("robots.txt", require_safe(about.robots), name="robots"),
    path("sitemap.xml", require_safe(sitemaps.sitemap), name="sitemap"),
]
# Last of all, before Wagtail: any address of two parts.
story_patterns = [path("<str:unit>/<str:story>/", require_safe(stories.story_at), name="story")]
