"""Finding similar articles: by the search engine, across journals and both languages; by subject where there is no index."""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from scicomm.facts.base import ref_parts
from scicomm.journals.models import Article, SimilarArticle
from scicomm.journals.queries.similar import of_same_subject, recommendable
from scicomm.journals.rules.similar import similar_query
from scicomm.search.engine import QuerySpec, search

SHOWN = 6
STALE_AFTER = dt.timedelta(days=14)
# What counts as "long ago": a neighbour of a new article is looked at again before its time.
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def renew_similar(limit: int = 200, seconds: float = 20.0) -> int:
    """Work out the similar articles of those that have none yet, then of those whose turn it is; returns how many were done.

    Each article is a transaction of its own: a run that is killed has lost nothing. Derived from what the ledger knows already,
    so it states no fact and leaves no trace in the audit.
    """
    stop, done = time.monotonic() + seconds, 0
    due = Q(similar_at__isnull=True) | Q(similar_at__lt=timezone.now() - STALE_AFTER)
    wanted = (
        Article.objects.filter(due).order_by(F("similar_at").asc(nulls_first=True), "-pk").values_list("pk", flat=True)
    )
    for pk in list(wanted[:limit]):
        renew_similar_of(pk)
        done += 1
        if time.monotonic() > stop:
            break
    return done


def renew_similar_of(article_id: int) -> list[int]:
    """Work out the similar articles of one; one search. Returns their keys, the nearest first."""
    article = Article.objects.select_related("journal").only(
        "title_zh", "title_en", "keywords_zh", "keywords_en", "similar_at", "journal"
    ).filter(pk=article_id).first()  # fmt: skip
    if article is None:
        return []
    is_new = article.similar_at is None
    found = _alike(article)
    if len(found) < SHOWN:
        found += [pk for pk in of_same_subject(article, SHOWN * 2) if pk not in found]
    found = found[:SHOWN]
    with transaction.atomic():
        if not Article.objects.select_for_update().filter(pk=article_id).exists():
            return []
        before = list(article.similar.values_list("other_id", flat=True))
        if before != found:
            article.similar.all().delete()
            # What was deleted meanwhile is left out.
            there = set(Article.objects.filter(pk__in=found).values_list("pk", flat=True))
            SimilarArticle.objects.bulk_create(
                SimilarArticle(article=article, other_id=pk, rank=rank)
                for rank, pk in enumerate((pk for pk in found if pk in there), 1)
            )
        Article.objects.filter(pk=article_id).update(similar_at=timezone.now())
        if is_new:
            # Its neighbours may want it too. Only a new article says so: else each would wake the next for ever.
            Article.objects.filter(pk__in=found, similar_at__isnull=False).update(similar_at=LONG_AGO)
    return found


def forget_similar_of(article_id: int | str) -> None:
    """A newer version may be about something else: its similar articles are looked for again."""
    Article.objects.filter(pk=article_id).update(similar_at=None)


def _alike(article: Article) -> list[int]:
    """Keys of articles like this one by the search engine, retracted ones and notices left out; empty without an index."""
    text = similar_query([article.title_zh, article.title_en], [*article.keywords_zh, *article.keywords_en])
    if not text:
        return []
    results = search(QuerySpec(text=text, index="public", filters={"kind": ["article"]}, limit=4 * SHOWN, facets=()))
    keys = [int(ref_parts(hit.document.key)[1]) for hit in results.hits]
    good = set(recommendable().filter(pk__in=keys).exclude(pk=article.pk).values_list("pk", flat=True))
    return [pk for pk in keys if pk in good]
