"""What the audiences do because of facts: what became public is new for saved searches; what was taken back is told."""

from __future__ import annotations

from scicomm.audiences.actions import note_new_item, note_notice
from scicomm.audiences.enums import ItemNotice
from scicomm.core.ledger import on
from scicomm.facts.journals import ArticleCorrected, ArticlePublished, ArticleWithdrawn
from scicomm.facts.newsroom import StoryPublished, StoryWithdrawn
from scicomm.facts.responses import AnswerPublished

NOTICES = {"retracted": ItemNotice.RETRACTED, "concern": ItemNotice.CONCERN}


@on(ArticlePublished, StoryPublished, AnswerPublished)
def on_new_public_item(fact: ArticlePublished | StoryPublished | AnswerPublished, *, delivery_id: int) -> None:
    """It is new once, whatever date it carries."""
    note_new_item(fact.subject, fact.occurred_at)


@on(ArticleCorrected)
def on_article_doubted(fact: ArticleCorrected, *, delivery_id: int) -> None:
    """Who was told of a paper learns that it was retracted or that there is concern; a correction changes no news."""
    if notice := NOTICES.get(fact.kind):
        for article in fact.about:
            note_notice(article, notice)


@on(StoryWithdrawn, ArticleWithdrawn)
def on_told_story_withdrawn(fact: StoryWithdrawn | ArticleWithdrawn, *, delivery_id: int) -> None:
    """Who was told of a story or a paper learns that it was withdrawn."""
    note_notice(fact.subject, ItemNotice.WITHDRAWN)
