"""The titles of our public stories and papers of the last two years, in the memory of the process.

Only what changed is read again: papers by their datestamp, stories (of which there are few) when one was published, withdrawn or
published anew. What grew too old goes once a day.
"""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from django.db.models import Count, Max, QuerySet

from scicomm.journals.models import Article
from scicomm.listening.rules.titles import TitleIndex
from scicomm.newsroom.models import Dossier

LINK_BACK = dt.timedelta(days=730)
STORY, ARTICLE = "story", "article"
SLACK = dt.timedelta(minutes=2)
"""A change that took longer to be committed than this after its datestamp is seen the next day."""
AFTER_STORIES = 1e12
"""Papers rank after stories, the latest of each first."""
Key = tuple[str, int]
Titles = TitleIndex[Key]


def titles_of(stories: QuerySet[Dossier], articles: QuerySet[Article], now: dt.datetime) -> Titles:
    """An index of the titles of some stories and articles."""
    since = now - LINK_BACK
    rows = stories.filter(published_at__gte=since).order_by("-published_at")
    titles: list[tuple[Key, str]] = [((STORY, pk), title) for pk, title in rows.values_list("pk", "story__title")]
    papers = articles.filter(published_on__gte=since.date(), corrects__isnull=True)
    for pk, chinese, english in papers.values_list("pk", "title_zh", "title_en"):
        titles += [((ARTICLE, pk), title) for title in (chinese, english) if title]
    return TitleIndex(titles)


class KnownTitles:
    """All public titles, followed through their changes."""

    def __init__(self) -> None:
        self._index: Titles | None = None
        self._day = dt.date.min
        self._stories: dict[int, str] = {}
        self._stamp: Any = None
        self._datestamp = dt.datetime.min
        self._lock = threading.Lock()

    def now(self, now: dt.datetime) -> Titles:
        """The index as the database stands; two aggregates where nothing changed."""
        with self._lock:
            public = Dossier.objects.public().filter(published_at__gte=now - LINK_BACK)
            stamp = tuple(
                public.aggregate(Count("pk"), Max("published_at"), Max("story__last_published_at")).values()
            )  # fmt: skip
            latest = Article.everything.aggregate(last=Max("changed_at"))["last"]
            if self._index is None or self._day != now.date():
                self._index, self._day = titles_of(Dossier.objects.public(), Article.objects.all(), now), now.date()
                self._stories = dict(public.values_list("pk", "story__title"))
            else:
                if stamp != self._stamp:
                    self._follow_stories(self._index, public)
                if latest and latest != self._datestamp:
                    self._follow_articles(self._index, now)
            self._stamp, self._datestamp = stamp, latest
            return self._index

    def _follow_stories(self, index: Titles, public: QuerySet[Dossier]) -> None:
        rows = {pk: (title, at) for pk, title, at in public.values_list("pk", "story__title", "published_at")}
        for pk, title in list(self._stories.items()):
            if rows.get(pk, ("",))[0] != title:
                index.discard((STORY, pk))
                del self._stories[pk]
        for pk, (title, at) in rows.items():
            if pk not in self._stories:
                index.put((STORY, pk), title, -at.timestamp() if at else 0.0)
                self._stories[pk] = title

    def _follow_articles(self, index: Titles, now: dt.datetime) -> None:
        since = (self._datestamp or dt.datetime.min.replace(tzinfo=dt.UTC)) - SLACK if self._datestamp else None
        changed = Article.everything.filter(changed_at__gte=since) if since else Article.everything.all()
        shown = set(Article.objects.filter(pk__in=changed.values("pk")).values_list("pk", flat=True))
        oldest = (now - LINK_BACK).date()
        for article in changed.only("title_zh", "title_en", "published_on", "corrects_id").iterator(2000):
            index.discard((ARTICLE, article.pk))
            if (
                article.pk not in shown
                or article.corrects_id
                or not article.published_on
                or article.published_on < oldest
            ):
                continue
            for title in filter(None, (article.title_zh, article.title_en)):
                index.put((ARTICLE, article.pk), title, AFTER_STORIES - article.published_on.toordinal())


_known = KnownTitles()


def known_titles(now: dt.datetime) -> Titles:
    """The titles of all public stories and papers of the last two years."""
    return _known.now(now)
