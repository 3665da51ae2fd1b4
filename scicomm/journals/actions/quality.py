"""The projections of articles brought up to date: what a source has, and its terms. Idempotent, and made again at any time."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.db.models import F, Q

from scicomm.journals.models import Article, ArticleQuality, ArticleTerm
from scicomm.journals.rules.quality import measured, terms_of


@transaction.atomic
def weigh_article(article_id: int | str) -> ArticleQuality | None:
    """Measure one article's present version and note its terms; None when it is gone."""
    article = Article.objects.select_for_update(of=("self",)).filter(pk=article_id).first()
    if article is None:
        return None
    found = measured(
        body_text=article.body_text,
        abstracts=(article.abstract_zh, article.abstract_en),
        orcids=list(article.authors.values_list("orcid", flat=True)),
        references=article.references,
        licence=(article.licence_url, article.licence_text),
        details=article.details,
        published_on=article.published_on,
    )
    row, _made = ArticleQuality.objects.update_or_create(
        article=article, defaults={**asdict(found), "version": article.version}
    )
    wanted = set(terms_of([*article.keywords_zh, *article.keywords_en], article.title_en))
    kept = set(article.terms.values_list("term", flat=True))
    ArticleTerm.objects.filter(article=article, term__in=kept - wanted).delete()
    ArticleTerm.objects.bulk_create(
        [ArticleTerm(article=article, term=term) for term in sorted(wanted - kept)], ignore_conflicts=True
    )
    return row


def unweighed() -> Q:
    """Articles whose present version was not measured yet."""
    return Q(quality__isnull=True) | ~Q(quality__version=F("version"))


def weigh_missing(most: int = 200) -> int:
    """Measure articles that no fact brought here (an older house, a restored table); returns how many were."""
    found = list(Article.objects.filter(unweighed()).order_by("pk").values_list("pk", flat=True)[:most])
    for article_id in found:
        weigh_article(article_id)
    return len(found)
