"""Notices: a correction, concern or retraction finds its article, whichever of the two comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article, ArticleRelation
from scicomm.journals.rules.jats.model.rights import RelatedArticle
from scicomm.journals.rules.notices import FROM_ARTICLE, FROM_NOTICE, heaviest, state_of


def store_relations(article: Article, related: tuple[RelatedArticle, ...]) -> None:
    """Keep what the newest version says of other articles; a relation that took effect and is still said stays so."""
    said, kept = _said(related), set()
    for row in article.relations.select_related("target") if article.version > 1 else ():
        key = (row.kind, row.doi, row.href)
        if key in said:
            kept.add(key)
            continue
        row.delete()
        if row.target is not None:
            _weigh(row.target if row.kind in FROM_NOTICE else article)
            Article.everything.filter(pk=article.pk, corrects=row.target).update(corrects=None)
            _stamp(article, row.target)
    fresh = new_relations(article, related)
    ArticleRelation.objects.bulk_create(row for row in fresh if (row.kind, row.doi, row.href) not in kept)


def _said(related: Iterable[RelatedArticle]) -> dict[tuple[str, str, str], RelatedArticle]:
    return {(one.kind[:60], one.doi, one.href[:1000]): one for one in related if one.kind or one.doi}


def new_relations(article: Article, related: Iterable[RelatedArticle]) -> list[ArticleRelation]:
    """The rows, not yet stored, of what a source says of other articles."""
    return [
        ArticleRelation(article=article, kind=kind, doi=doi, href=href, text=one.text)
        for (kind, doi, href), one in _said(related).items()
    ]


def link_notices(articles: Sequence[Article], *, actor_id: int | None) -> list[Article]:
    """Let every notice that speaks of one of these articles, or that one of them is, take effect; once each.

    Only within one unit: a journal cannot retract what another house published. Returns the notices linked now.
    """
    linked = []
    waiting = list(_waiting(articles).order_by().values_list("pk", flat=True))
    for relation in (
        ArticleRelation.objects.filter(pk__in=waiting).select_related("article__journal") if waiting else ()
    ):
        other = _by_doi(relation.doi)
        notice, target = (relation.article, other) if relation.kind in FROM_NOTICE else (other, relation.article)
        if notice and target and notice.pk != target.pk and notice.journal.unit_id == target.journal.unit_id:
            linked += _link(relation, notice, target, actor_id)
    return linked


def _waiting(articles: Sequence[Article]) -> QuerySet[ArticleRelation]:
    own, incoming = Q(article__in=articles), Q(doi__in=[article.doi for article in articles])
    return ArticleRelation.objects.filter(own | incoming, target=None, kind__in=[*FROM_NOTICE, *FROM_ARTICLE])


def _by_doi(doi: str) -> Article | None:
    if not doi:
        return None
    return Article.everything.select_related("journal").defer("body_html", "body_text").filter(doi=doi).first()


def _link(relation: ArticleRelation, notice: Article, target: Article, actor_id: int | None) -> list[Article]:
    """One relation takes effect. The same pair said from both sides is one notice and one fact."""
    known = _spoken(target).filter(Q(article=notice) | Q(kind__in=FROM_ARTICLE, doi=notice.doi)).exists()
    other = target if relation.kind in FROM_NOTICE else notice
    ArticleRelation.objects.filter(pk=relation.pk).update(target=other)
    Article.everything.filter(pk=notice.pk, corrects=None).update(corrects=target)
    _weigh(target)
    _stamp(notice, target)
    if known:
        return []
    record(
        facts.ArticleCorrected(
            unit_id=target.journal.unit_id,
            subject=ref("journals", "article", notice.pk),
            about=(ref("journals", "article", target.pk),),
            actor_id=actor_id,
            doi=notice.doi,
            corrects=target.doi,
            kind=state_of(relation.kind, notice.article_type),
        )
    )
    return [notice]


def _spoken(target: Article) -> QuerySet[ArticleRelation]:
    """The relations in effect that speak of this article, said by a notice or by the article itself."""
    by_notice = Q(target=target, kind__in=FROM_NOTICE)
    by_itself = Q(article=target, target__isnull=False, kind__in=FROM_ARTICLE)
    return ArticleRelation.objects.filter(by_notice | by_itself)


def _weigh(target: Article) -> None:
    """An article's state follows from all notices in effect."""
    said = _spoken(target).values_list("kind", "article__article_type", "target__article_type")
    states = [state_of(kind, own if kind in FROM_NOTICE else other or "") for kind, own, other in said]
    Article.everything.filter(pk=target.pk).exclude(state=heaviest(states)).update(state=heaviest(states))


def _stamp(*changed: Article) -> None:
    """The records of these articles are others now: harvesters come to learn of a retraction by the datestamp alone."""
    Article.everything.filter(pk__in=[article.pk for article in changed]).update(changed_at=timezone.now())


def actor_of(user: Any) -> int | None:
    """The id a fact carries for whoever acted; None for the system."""
    return getattr(user, "pk", None)
