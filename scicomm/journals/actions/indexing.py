"""What the search engine is told of an article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from scicomm.core.text import plain
from scicomm.facts.base import ref
from scicomm.journals.models import Article, Authorship
from scicomm.organisation.models import Unit
from scicomm.search.actions import put_document, put_documents, remove_document
from scicomm.search.documents import SearchDocument
from scicomm.search.sources import Source, register


@transaction.atomic
def index_article(article_id: int | str) -> Article | None:
    """Make an article findable by its words in both languages, its people, its keywords and its DOI; idempotent.

    An article that is gone is taken out. A retracted one stays findable and says so in `extra["state"]`.
    """
    article = Article.objects.select_related("journal__unit").filter(pk=article_id).first()
    if article is None:
        remove_document(ref("journals", "article", str(article_id)))
        return None
    put_document(_document(article, _Beside.of([article.pk])), index="public")
    return article


def index_articles(articles: Sequence[Article]) -> None:
    """The same for many that were just taken in, from the rows in hand, with a handful of queries and in the caller's
    transaction. What has become of a row since (a notice among the others may retract it) is looked up."""
    states = dict(Article.objects.filter(pk__in=[article.pk for article in articles]).values_list("pk", "state"))
    beside = _Beside.of(list(states))
    shown = [article for article in articles if article.pk in states]
    for article in shown:
        article.state = states[article.pk]
    put_documents([_document(article, beside) for article in shown], index="public")
    for article in articles:
        if article.pk not in states:
            remove_document(ref("journals", "article", article.pk), index="public")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What documents hold beside the rows of their articles: names of authors and codes of subjects by the article's key, short
    names of units by path. Not prefetched into the rows: those in hand belong to whoever took them in."""

    names: dict[int, list[str]]
    subjects: dict[int, list[str]]
    slugs: dict[str, str]

    @classmethod
    def of(cls, ids: Sequence[int]) -> _Beside:
        names: dict[int, list[str]] = {}
        subjects: dict[int, list[str]] = {}
        authors = Authorship.objects.filter(article__in=ids).order_by("article", "position")
        for key, *both in authors.values_list("article_id", "name_zh", "name_en"):
            names.setdefault(key, []).extend(name for name in both if name)
        through = Article.subjects.through.objects.filter(article__in=ids).order_by("subject__code")
        for key, code in through.values_list("article_id", "subject__code"):
            subjects.setdefault(key, []).append(code)
        return cls(names, subjects, dict(Unit.objects.values_list("path", "slug")))


def _documents(ids: Sequence[int]) -> Iterator[SearchDocument]:
    """The documents of many articles, in a handful of queries."""
    beside = _Beside.of(ids)
    articles = Article.objects.select_related("journal__unit").defer("body_html", "references").filter(pk__in=ids)
    return (_document(article, beside) for article in articles)


register(Source("public", "journals.article", lambda: Article.objects.values_list("pk", flat=True), _documents))


def _document(article: Article, beside: _Beside) -> SearchDocument:
    journal, unit = article.journal, article.journal.unit
    titles = [title for title in (article.title_zh, article.title_en) if title] or [article.doi]
    # The address is stored as the default language has it; whoever shows it puts it into the reader's language.
    with translation.override(settings.LANGUAGE_CODE):
        address = article.get_absolute_url()
    return SearchDocument(
        key=ref("journals", "article", article.pk),
        kind="article",
        url=address,
        title=titles[0],
        title_other=titles[1] if len(titles) > 1 else "",
        language=article.language,
        summary="\n".join(part for part in _summaries(article) if part),
        body="\n".join(part for part in (article.body_text, *_other_words(article)) if part),
        people=tuple(dict.fromkeys(beside.names.get(article.pk, ()))),
        keywords=tuple(dict.fromkeys([*article.keywords_zh, *article.keywords_en])),
        unit=unit.slug,
        units=tuple(beside.slugs[path] for path in sorted(unit.ancestor_paths()) if path in beside.slugs),
        journal=journal.title_zh or journal.title_en,
        subjects=tuple(beside.subjects.get(article.pk, ())),
        article_type=article.article_type,
        open_access=article.is_open_access,
        date=timezone.make_aware(
            dt.datetime.combine(article.published_on, dt.time(12)), timezone.get_default_timezone()
        ),
        extra=_extra(article),
    )


def _summaries(article: Article) -> list[str]:
    return [
        plain(article.abstract_zh),
        plain(article.abstract_en),
        article.summary_zh,
        article.summary_en,
        *(one.get("text", "") for one in article.reviewed_summaries.values()),
    ]


def _other_words(article: Article) -> list[str]:
    """The journal's other title and titles in further languages."""
    words = [article.journal.title_en] if article.journal.title_zh else []
    return [*words, *article.details.get("titles", {}).values()]


def _extra(article: Article) -> dict[str, str]:
    found: dict[str, Any] = {
        "doi": article.doi,
        "state": article.state,
        "journal_slug": article.journal.slug,
        "journal_other": article.journal.title_en if article.journal.title_zh else "",
        "published_on": article.published_on.isoformat(),
    }
    return {key: str(value) for key, value in found.items() if value}
