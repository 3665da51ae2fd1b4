"""What a mention speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Lower
from wagtail.models import Site

from scicomm.core import text as core_text
from scicomm.core.models import FactAbout, FactRecord
from scicomm.facts.base import ref_parts
from scicomm.journals.models import Article
from scicomm.listening.models import LinkedBy, Mention
from scicomm.listening.rules import markup
from scicomm.listening.rules.addresses import host_of
from scicomm.listening.rules.titles import TitleIndex
from scicomm.newsroom.models import Dossier

LINK_BACK = dt.timedelta(days=730)


LINK_LATER = dt.timedelta(days=60)


@dataclass(frozen=True)
class Link:
    """What a mention speaks of, what told us, and the evidence: the text that matched and a score from 0 to 1."""

    linked_by: LinkedBy = LinkedBy.NONE
    article: Article | None = None
    dossier: Dossier | None = None
    evidence: dict[str, Any] | None = None


@dataclass(frozen=True)
class Said:
    """What a public item says, as far as links need it."""

    title: str
    text: str
    links: tuple[str, ...]
    dois: tuple[str, ...]


def said_by(mention: Mention) -> Said:
    """The same for a mention that was stored before."""
    links = (mention.url, *markup.links_in(mention.excerpt))
    return Said(mention.title, full_text(mention), links, tuple(mention.dois))


def full_text(mention: Mention) -> str:
    """Title and as much of the text as is kept, plain."""
    return f"{mention.title}\n{mention.body or core_text.plain(mention.excerpt) or mention.summary}"


class Linker:
    """Finds what items speak of: by DOI, then by a link to our page, then by title. Reads the database a few times for all
    items together. Only public stories are known to it, so that no link tells of an embargoed one.

    `stories` and `articles` narrow what may be found; by default all public ones.
    """

    def __init__(
        self,
        items: Iterable[Said],
        now: dt.datetime,
        *,
        stories: QuerySet[Dossier] | None = None,
        articles: QuerySet[Article] | None = None,
    ) -> None:
        wanted = {doi for item in items for doi in item.dois}
        public = Dossier.objects.public() if stories is None else stories & Dossier.objects.public()
        self._stories = public.select_related("story", "unit", "article__journal__unit")
        self._all_articles = Article.objects.all() if articles is None else articles
        self._now = now
        self._articles: dict[str, Article] = {}
        if wanted:
            rows = self._all_articles.annotate(lower_doi=Lower("doi")).filter(lower_doi__in=wanted)
            self._articles = {article.doi.lower(): article for article in rows.select_related("journal__unit")}

    def link(self, item: Said) -> Link:
        return self._by_doi(item) or self._by_url(item) or self._by_title(item) or Link()

    def _by_doi(self, item: Said) -> Link | None:
        for doi in item.dois:
            article = self._articles.get(doi)
            if article:
                return Link(LinkedBy.DOI, article, None, {"matched": doi, "score": 1.0})
        return None

    @cached_property
    def _own_hosts(self) -> set[str]:
        hosts = set(Site.objects.values_list("hostname", flat=True)) | {host_of(settings.SITE_URL)}
        return {host.removeprefix("www.") for host in hosts}

    def _by_url(self, item: Said) -> Link | None:
        for address in item.links:
            try:
                parts = urlsplit(address)
                ours = host_of(address) in self._own_hosts
            except ValueError:
                continue
            path = unquote(parts.path).rstrip("/")
            found = self._behind(path) if ours and path else None
            if found:
                article, dossier = found
                return Link(LinkedBy.URL, article, dossier, {"matched": address[:500], "score": 1.0})
        return None

    def _behind(self, path: str) -> tuple[Article | None, Dossier | None] | None:
        """What one of our pages is about: a story's page, an article's, or that of an answer about one of them."""
        room, _slash, name = path.removeprefix("/en/").removeprefix("/").partition("/")
        if room == "articles" and name:
            article = self._all_articles.filter(doi__iexact=name).select_related("journal__unit").first()
            return (article, None) if article else None
        if room == "answers" and name:
            return self._behind_answer(name)
        for dossier in self._stories.filter(story__slug=path.rsplit("/", 1)[-1])[:20]:
            if unquote(urlsplit(dossier.story.full_url or "").path).rstrip("/") == path:
                return dossier.article, dossier
        return None

    def _behind_answer(self, slug: str) -> tuple[Article | None, Dossier | None] | None:
        """Answers stand above this room; that one was published, for which case and about what, the facts tell."""
        published = FactRecord.objects.filter(
            name="responses.answer_published", payload__url__endswith=f"/answers/{slug}/"
        )
        cases = FactAbout.objects.filter(fact__in=published).values("about")
        opened = FactRecord.objects.filter(name="responses.case_opened", subject__in=cases)
        about = FactAbout.objects.filter(fact__in=opened).values_list("about", flat=True)
        things = dict(ref_parts(reference) for reference in about)
        dossier = self._stories.filter(story_id=int(things.get("newsroom.story", 0))).first()
        if dossier:
            return dossier.article, dossier
        number = int(things.get("journals.article", 0))
        article = self._all_articles.filter(pk=number).select_related("journal__unit").first()
        return (article, None) if article else None

    @cached_property
    def _titles(self) -> TitleIndex[tuple[str, int]]:
        since = self._now - LINK_BACK
        stories = self._stories.filter(published_at__gte=since).order_by("-published_at")
        titles = [(("story", pk), title) for pk, title in stories.values_list("pk", "story__title")]
        articles = self._all_articles.filter(published_on__gte=since.date(), corrects__isnull=True)
        for pk, chinese, english in articles.values_list("pk", "title_zh", "title_en"):
            titles += [(("article", pk), title) for title in (chinese, english) if title]
        return TitleIndex(titles)

    def _by_title(self, item: Said) -> Link | None:
        match = self._titles.find(item.title, item.text)
        if match is None:
            return None
        kind, pk = match.key
        evidence = {"matched": match.title[:500], "score": match.score}
        if kind == "story":
            dossier = self._stories.filter(pk=pk).first()
            return Link(LinkedBy.TITLE, dossier.article, dossier, evidence) if dossier else None
        article = Article.objects.select_related("journal__unit").filter(pk=pk).first()
        return Link(LinkedBy.TITLE, article, None, evidence) if article else None


def waiting_mentions(now: dt.datetime) -> QuerySet[Mention]:
    """Mentions of the last sixty days that are linked to nothing. What an editor unlinked by hand stays so."""
    return Mention.objects.unlinked().filter(found_at__gte=now - LINK_LATER, linked_by=LinkedBy.NONE)
