"""What the public sees, by page."""

from scicomm.portal.views.about import about, gallery, robots
from scicomm.portal.views.articles import article, articles, journal, journals
from scicomm.portal.views.home import home, unit_site, units_list
from scicomm.portal.views.search import search, search_help, suggest
from scicomm.portal.views.sitemaps import sitemap
from scicomm.portal.views.stories import corrections, stories, story_at, story_page

__all__ = [
    "about",
    "article",
    "articles",
    "corrections",
    "gallery",
    "home",
    "journal",
    "journals",
    "robots",
    "search",
    "search_help",
    "sitemap",
    "stories",
    "story_page",
    "story_at",
    "suggest",
    "unit_site",
    "units_list",
]
