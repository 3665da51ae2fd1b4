"""What the journals do because of facts: search learns of articles."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import ArticleChanged, ArticleCorrected, ArticlePublished
from scicomm.journals.actions import index_article


@on(ArticlePublished, ArticleChanged)
def on_article(fact: ArticlePublished | ArticleChanged, *, delivery_id: int) -> None:
    """A new or newer article becomes findable."""
    index_article(ref_parts(fact.subject)[1])


@on(ArticleCorrected)
def on_article_corrected(fact: ArticleCorrected, *, delivery_id: int) -> None:
    """What can be found of an article says that it was corrected or retracted."""
    for about in fact.about:
        index_article(ref_parts(about)[1])
