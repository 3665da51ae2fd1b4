"""The public addresses; those of units and stories stand in Wagtail's tree, behind `story_patterns`."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from scicomm.portal.feeds import answers as answer_feeds
from scicomm.portal.feeds import articles as article_feeds
from scicomm.portal.feeds import search as search_feeds
from scicomm.portal.views import (
    about,
    answers,
    article_files,
    article_parts,
    articles,
    home,
    journals,
    people,
    search,
    sitemaps,
    stories,
)

app_name = "portal"
urlpatterns = [
    path("stories/", require_safe(stories.stories), name="stories"),
    path("articles/", require_safe(articles.articles), name="articles"),
    path("articles/atom.xml", require_safe(article_feeds.articles), name="articles_feed"),
    # The files of an article end otherwise than its page, and before it, because a DOI may hold anything.
    path("articles/<path:doi>/cite.<str:kind>", require_safe(article_files.cite), name="cite"),
    path("articles/<path:doi>/linkset.<str:kind>", require_safe(article_files.linkset), name="linkset"),
    path("articles/<path:doi>/article.xml", require_safe(article_files.xml), name="article_xml"),
    path("articles/<path:doi>/versions/<int:number>.xml", require_safe(article_files.source), name="article_source"),
    path(
        "articles/<path:doi>/versions/<int:number>/", require_safe(article_files.older_version), name="article_version"
    ),
    path("articles/<path:doi>/files/<str:name>", require_safe(article_parts.article_file), name="article_file"),
    path("articles/<path:doi>/", require_safe(articles.article), name="article"),
    path("journals/", require_safe(journals.journals), name="journals"),
    path("journals/<slug:slug>/", require_safe(journals.journal), name="journal"),
    path("journals/<slug:slug>/atom.xml", require_safe(article_feeds.journal), name="journal_feed"),
    path("journals/<slug:slug>/issues/", require_safe(journals.issues), name="issues"),
    path("journals/<slug:slug>/issues/<path:label>/", require_safe(journals.issue), name="issue"),
    path("subjects/", require_safe(people.subjects), name="subjects"),
    path("subjects/<str:code>/", require_safe(people.subject), name="subject"),
    path("subjects/<str:code>/atom.xml", require_safe(article_feeds.subject), name="subject_feed"),
    path("authors/<str:orcid>/", require_safe(people.author), name="author"),
    path("authors/<str:orcid>/atom.xml", require_safe(article_feeds.author), name="author_feed"),
    path("units/", require_safe(home.units_list), name="units"),
    path("search/", require_safe(search.search), name="search"),
    path("search/help/", require_safe(search.search_help), name="search_help"),
    path("search/atom.xml", require_safe(search_feeds.atom), name="search_atom"),
    path("search/feed.json", require_safe(search_feeds.json_feed), name="search_json"),
    path("search/suggest/", require_safe(search.suggest), name="suggest"),
    path("answers/", require_safe(answers.answers), name="answers"),
    path("answers/atom.xml", require_safe(answer_feeds.atom), name="answers_atom"),
    path("answers/rss.xml", require_safe(answer_feeds.rss), name="answers_rss"),
    path("answers/feed.json", require_safe(answer_feeds.json_feed), name="answers_json"),
    path("answers/<slug:slug>/", require_safe(answers.answer), name="answer"),
    path("answers/<slug:slug>/texts/<int:number>/", require_safe(answers.earlier), name="answer_text"),
    path("thread/<str:reference>/", require_safe(answers.thread), name="thread"),
    path("corrections/", require_safe(stories.corrections), name="corrections"),
    path("about/", require_safe(about.about), name="about"),
    path("gallery/", require_safe(about.gallery), name="gallery"),
    path("robots.txt", require_safe(about.robots), name="robots"),
    path("sitemap.xml", require_safe(sitemaps.sitemap), name="sitemap"),
]
# Last of all, before Wagtail: any address of two parts.
story_patterns = [path("<str:unit>/<str:story>/", require_safe(stories.story_at), name="story")]
