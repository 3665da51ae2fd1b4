"""Which articles may be recommended beside another."""

from __future__ import annotations

from django.db.models import QuerySet

from scicomm.journals.models import Article


def recommendable() -> QuerySet[Article]:
    """Articles that may be recommended: none that was retracted, and no notice about another."""
    return Article.objects.exclude(state=Article.State.RETRACTED).filter(corrects__isnull=True)


def of_same_subject(article: Article, most: int) -> list[int]:
    """The newest articles of the same disciplines, then of the same journal, where words find too few. Two queries."""
    through = Article.subjects.through.objects
    subjects = through.filter(article=article).values("subject_id")
    rows = recommendable().exclude(pk=article.pk).order_by("-published_on", "-pk")
    same = rows.filter(pk__in=through.filter(subject_id__in=subjects).values("article_id"))
    found = list(same.values_list("pk", flat=True)[:most])
    if len(found) < most:
        found += rows.filter(journal=article.journal_id).exclude(pk__in=found).values_list("pk", flat=True)[:most]
    return found[:most]
