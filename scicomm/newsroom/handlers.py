"""What the newsroom does because of facts: new papers become leads; search learns of stories."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import ArticlePublished
from scicomm.facts.newsroom import StoryCorrected, StoryPublished, StoryWithdrawn
from scicomm.journals.models import Article
from scicomm.newsroom.actions import index_story, mine_lead


@on(ArticlePublished)
def on_article_published(fact: ArticlePublished, *, delivery_id: int) -> None:
    """A new paper becomes a lead."""
    article = Article.objects.select_related("journal__unit").filter(pk=ref_parts(fact.subject)[1]).first()
    if article:
        mine_lead(article)


@on(StoryPublished, StoryCorrected, StoryWithdrawn)
def on_story_changed(fact: StoryPublished | StoryCorrected | StoryWithdrawn, *, delivery_id: int) -> None:
    """Search finds what anyone may read now, and nothing else."""
    index_story(int(ref_parts(fact.subject)[1]))
