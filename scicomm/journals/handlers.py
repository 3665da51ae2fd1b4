"""What the journals do because of facts: search learns of notices and withdrawals, sources are measured, DOIs wait to be sent."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import (
    ArticleChanged,
    ArticleCorrected,
    ArticleEmbargoLifted,
    ArticleEmbargoSet,
    ArticleFilesChanged,
    ArticlePublished,
    ArticleReinstated,
    ArticleWithdrawn,
    SummaryApproved,
)
from scicomm.journals.actions import forget_similar_of, index_article, note_article, weigh_article


@on(ArticleChanged)
def on_article_changed(fact: ArticleChanged, *, delivery_id: int) -> None:
    """What was like the older version need not be like the newer. (That it is findable was said when it was taken in.)"""
    forget_similar_of(ref_parts(fact.subject)[1])


@on(ArticleWithdrawn, ArticleReinstated, ArticleEmbargoSet, ArticleEmbargoLifted)
def on_article_withdrawn(
    fact: ArticleWithdrawn | ArticleReinstated | ArticleEmbargoSet | ArticleEmbargoLifted, *, delivery_id: int
) -> None:
    """A withdrawn article, or one under embargo, is not found any more; a reinstated one is found again."""
    index_article(ref_parts(fact.subject)[1])


@on(ArticleCorrected)
def on_article_corrected(fact: ArticleCorrected, *, delivery_id: int) -> None:
    """What can be found of an article says that it was corrected or retracted."""
    for about in fact.about:
        index_article(ref_parts(about)[1])


@on(ArticlePublished, ArticleChanged, ArticleFilesChanged)
def on_article_to_deposit(fact: ArticlePublished | ArticleChanged | ArticleFilesChanged, *, delivery_id: int) -> None:
    """The DOI of an article that is new, newer or has other files waits to be deposited, where its account does so by itself."""
    note_article(ref_parts(fact.subject)[1])


@on(ArticleCorrected)
def on_correction_to_deposit(fact: ArticleCorrected, *, delivery_id: int) -> None:
    """A notice says at the register which article it speaks of, whichever of the two came first."""
    note_article(ref_parts(fact.subject)[1])


@on(ArticlePublished, ArticleChanged)
def on_article_to_weigh(fact: ArticlePublished | ArticleChanged, *, delivery_id: int) -> None:
    """The cluster's table and the newness of terms know the article."""
    weigh_article(ref_parts(fact.subject)[1])


@on(SummaryApproved)
def on_summary_approved(fact: SummaryApproved, *, delivery_id: int) -> None:
    """An article is found by the words of its reviewed summary."""
    for about in fact.about:
        index_article(ref_parts(about)[1])
