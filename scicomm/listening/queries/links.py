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
from scicomm.listening.queries.links_outside import normalised, release_addresses
from scicomm.listening.queries.titles import STORY, Titles, known_titles, titles_of
from scicomm.listening.rules import markup
from scicomm.listening.rules.addresses import host_of
from scicomm.listening.rules.main_link import Said, main_link
from scicomm.newsroom.models import Dossier

LINK_LATER = dt.timedelta(days=60)
Target = tuple[Article | None, Dossier | None]


@dataclass(frozen=True)
class Link:
    """What a mention speaks of, what told us, and the evidence: the text that matched and a score from 0 to 1."""

    linked_by: LinkedBy = LinkedBy.NONE
    article: Article | None = None
    dossier: Dossier | None = None
    evidence: dict[str, Any] | None = None


def said_by(mention: Mention) -> Said:
    """The same for a mention that was stored before."""
    links = (mention.url, *markup.links_in(mention.excerpt))
    return Said(mention.title, full_text(mention), links, tuple(mention.dois))


def full_text(mention: Mention) -> str:
    """Title and as much of the text as is kept, plain."""
    return f"{mention.title}\n{mention.body or core_text.plain(mention.excerpt) or mention.summary}"


class Linker:
    """Finds what items speak of: by DOI, then by a link to our page or to a release of ours on a
    platform, then by title. Reads the database a few times for all
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
        self._is_narrowed = stories is not None or articles is not None
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
        hit = main_link(
            item,
            by_doi=lambda doi: (self._articles[doi], None) if doi in self._articles else None,
            by_address=self._by_address,
            by_title=self._by_title,
        )
        if hit is None:
            return Link()
        return Link(LinkedBy(hit.method), *hit.key, {"matched": hit.matched, "score": hit.score})

    @cached_property
    def _own_hosts(self) -> set[str]:
        hosts = set(Site.objects.values_list("hostname", flat=True)) | {host_of(settings.SITE_URL)}
        return {host.removeprefix("www.") for host in hosts}

    @cached_property
    def _outside(self) -> dict[str, int]:
        return release_addresses()

    def _by_address(self, address: str) -> Target | None:
        try:
            parts = urlsplit(address)
            ours = host_of(address) in self._own_hosts
        except ValueError:
            return None
        path = unquote(parts.path).rstrip("/")
        if ours:
            return self._behind(path) if path else None
        number = self._outside.get(normalised(address)) if path else None
        dossier = self._stories.filter(pk=number).first() if number else None
        return (dossier.article, dossier) if dossier else None

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
    def _titles(self) -> Titles:
        if self._is_narrowed:
            return titles_of(self._stories, self._all_articles, self._now)
        return known_titles(self._now)

    def _by_title(self, item: Said) -> tuple[Target, str, float] | None:
        match = self._titles.find(item.title, item.text)
        if match is None:
            return None
        kind, pk = match.key
        if kind == STORY:
            dossier = self._stories.filter(pk=pk).first()
            return ((dossier.article, dossier), match.title, match.score) if dossier else None
        article = self._all_articles.select_related("journal__unit").filter(pk=pk).first()
        return ((article, None), match.title, match.score) if article else None


def waiting_mentions(now: dt.datetime) -> QuerySet[Mention]:
    """Mentions of the last sixty days that are linked to nothing. What an editor unlinked by hand stays so."""
    return Mention.objects.unlinked().filter(found_at__gte=now - LINK_LATER, linked_by=LinkedBy.NONE)
