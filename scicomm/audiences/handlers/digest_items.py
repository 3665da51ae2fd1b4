"""What a digest can hold follows the facts: a thing became public, was changed, taken back or given free again."""

from __future__ import annotations

from scicomm.audiences.actions.digest_items import keep_up
from scicomm.core.ledger import on
from scicomm.facts.assets import AssetChanged, AssetClosed, AssetOpened, AssetUseEnded, AssetUseRestored
from scicomm.facts.journals import (
    ArticleChanged,
    ArticleCorrected,
    ArticleEmbargoLifted,
    ArticleEmbargoSet,
    ArticleReinstated,
    ArticleWithdrawn,
    SummaryApproved,
)
from scicomm.facts.newsroom import StoryCorrected, StoryKilled, StoryPublished, StoryUpdated, StoryWithdrawn

Told = StoryPublished | StoryCorrected | StoryUpdated | StoryWithdrawn | StoryKilled


@on(StoryPublished, StoryCorrected, StoryUpdated, StoryWithdrawn, StoryKilled)
def on_story_told(fact: Told, *, delivery_id: int) -> None:
    """A story came, changed or went."""
    keep_up(fact.subject)


@on(ArticleChanged, ArticleWithdrawn, ArticleReinstated, ArticleEmbargoSet, ArticleEmbargoLifted)
def on_paper_changed(
    fact: ArticleChanged | ArticleWithdrawn | ArticleReinstated | ArticleEmbargoSet | ArticleEmbargoLifted,
    *,
    delivery_id: int,
) -> None:
    """A paper with a summary changed, went out of view or came back."""
    keep_up(fact.subject)


@on(SummaryApproved, ArticleCorrected)
def on_paper_spoken_of(fact: SummaryApproved | ArticleCorrected, *, delivery_id: int) -> None:
    """A summary went onto its paper's page, or something was said against the paper."""
    for reference in fact.about:
        keep_up(reference)


@on(AssetOpened, AssetClosed, AssetChanged, AssetUseEnded, AssetUseRestored)
def on_recording_changed(
    fact: AssetOpened | AssetClosed | AssetChanged | AssetUseEnded | AssetUseRestored, *, delivery_id: int
) -> None:
    """An asset came into the bank, left it or changed; one that plays can stand in a digest."""
    keep_up(fact.subject)
