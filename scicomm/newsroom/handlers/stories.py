"""Stories because of facts: what stands against their papers, and what search knows of them."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import (
    ArticleChanged,
    ArticleCorrected,
    ArticleReinstated,
    ArticleWithdrawn,
)
from scicomm.facts.newsroom import (
    StoryCorrected,
    StoryHeld,
    StoryKilled,
    StoryPaperNoticed,
    StoryPublished,
    StoryReturned,
    StoryRevised,
    StoryStarted,
    StorySubmitted,
    StoryUpdated,
    StoryWithdrawn,
)
from scicomm.newsroom.actions import (
    follow_paper,
    index_story,
    index_story_for_staff,
)


def _pk(reference: str) -> int:
    return int(ref_parts(reference)[1])


@on(ArticleCorrected)
def on_paper_corrected(fact: ArticleCorrected, *, delivery_id: int) -> None:
    """Stories already told of a paper learn that it was corrected, doubted or retracted."""
    for article in fact.about:
        follow_paper(ref_parts(article)[1])


@on(ArticleWithdrawn, ArticleReinstated, ArticleChanged)
def on_paper_changed(fact: ArticleWithdrawn | ArticleReinstated | ArticleChanged, *, delivery_id: int) -> None:
    """Stories learn that their paper was taken away or is back, or that a newer version of a notice no longer speaks of it."""
    follow_paper(ref_parts(fact.subject)[1])


@on(StoryPublished, StoryCorrected, StoryUpdated, StoryPaperNoticed, StoryWithdrawn, StoryKilled)
def on_story_changed(
    fact: StoryPublished | StoryCorrected | StoryUpdated | StoryPaperNoticed | StoryWithdrawn | StoryKilled,
    *,
    delivery_id: int,
) -> None:
    """Search finds what anyone may read now, and nothing else."""
    index_story(_pk(fact.subject))


StoryFact = (
    StoryStarted
    | StoryRevised
    | StorySubmitted
    | StoryReturned
    | StoryHeld
    | StoryPublished
    | StoryCorrected
    | StoryUpdated
    | StoryWithdrawn
    | StoryKilled
)


@on(
    StoryStarted, StoryRevised, StorySubmitted, StoryReturned, StoryHeld, StoryPublished, StoryCorrected, StoryUpdated,
    StoryWithdrawn, StoryKilled,
)  # fmt: skip
def on_story_for_staff(fact: StoryFact, *, delivery_id: int) -> None:
    """Staff of its units find the story, whatever its state, by the words of its newest revision."""
    index_story_for_staff(_pk(fact.subject))
