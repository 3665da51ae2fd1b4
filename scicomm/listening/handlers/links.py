"""Waiting mentions find the papers and stories they speak of."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import ArticlePublished
from scicomm.facts.newsroom import StoryPublished
from scicomm.listening.actions import link_waiting


@on(StoryPublished)
def on_story_published(fact: StoryPublished, *, delivery_id: int) -> None:
    """Mentions that were found before the story was public are linked to it."""
    link_waiting(story_id=int(ref_parts(fact.subject)[1]))


@on(ArticlePublished)
def on_article_published(fact: ArticlePublished, *, delivery_id: int) -> None:
    """Mentions that were found before the paper was taken in are linked to it."""
    link_waiting(article_id=int(ref_parts(fact.subject)[1]))
