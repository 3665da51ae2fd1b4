"""What the newsroom does because of facts: new papers become leads; search learns of stories."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import ArticlePublished
from scicomm.journals.models import Article
from scicomm.newsroom.actions import mine_lead


@on(ArticlePublished)
def on_article_published(fact: ArticlePublished, *, delivery_id: int) -> None:
    """A new paper becomes a lead."""
    article = Article.objects.select_related("journal__unit").filter(pk=ref_parts(fact.subject)[1]).first()
    if article:
        mine_lead(article)
