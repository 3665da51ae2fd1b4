"""What the newsroom does because of facts: new papers become leads; search learns of stories; talk outside is noted."""

from __future__ import annotations

from django.utils import timezone

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import (
    ArticleChanged,
    ArticleCorrected,
    ArticlePublished,
    ArticleReinstated,
    ArticleWithdrawn,
)
from scicomm.facts.listening import MentionFound, MentionLinked
from scicomm.facts.newsroom import (
    LeadAccepted,
    LeadDeclined,
    LeadMined,
    LeadReported,
    StoryCorrected,
    StoryHeld,
    StoryPaperNoticed,
    StoryPublished,
    StoryReturned,
    StoryRevised,
    StoryStarted,
    StorySubmitted,
    StoryWithdrawn,
)
from scicomm.journals.models import Article
from scicomm.newsroom.actions import (
    follow_paper,
    index_lead,
    index_story,
    index_story_for_staff,
    index_topic,
    mine_lead,
    note_talk,
)


def _pk(reference: str) -> int:
    return int(ref_parts(reference)[1])


@on(ArticlePublished)
def on_article_published(fact: ArticlePublished, *, delivery_id: int) -> None:
    """A new paper becomes a lead."""
    article = Article.objects.select_related("journal__unit").filter(pk=ref_parts(fact.subject)[1]).first()
    if article:
        mine_lead(article)


@on(MentionFound, MentionLinked)
def on_talk(fact: MentionFound | MentionLinked, *, delivery_id: int) -> None:
    """Which subjects are spoken of outside weighs in new leads."""
    moment = fact.occurred_at or timezone.now()
    note_talk(fact.subject, fact.about, timezone.localdate(moment))


@on(ArticleCorrected)
def on_paper_corrected(fact: ArticleCorrected, *, delivery_id: int) -> None:
    """Stories already told of a paper learn that it was corrected, doubted or retracted."""
    for article in fact.about:
        follow_paper(ref_parts(article)[1])


@on(ArticleWithdrawn, ArticleReinstated, ArticleChanged)
def on_paper_changed(fact: ArticleWithdrawn | ArticleReinstated | ArticleChanged, *, delivery_id: int) -> None:
    """Stories learn that their paper was taken away or is back, or that a newer version of a notice no longer speaks of it."""
    follow_paper(ref_parts(fact.subject)[1])


@on(StoryPublished, StoryCorrected, StoryPaperNoticed, StoryWithdrawn)
def on_story_changed(
    fact: StoryPublished | StoryCorrected | StoryPaperNoticed | StoryWithdrawn, *, delivery_id: int
) -> None:
    """Search finds what anyone may read now, and nothing else."""
    index_story(_pk(fact.subject))


@on(LeadReported, LeadMined, LeadDeclined)
def on_lead_for_staff(fact: LeadReported | LeadMined | LeadDeclined, *, delivery_id: int) -> None:
    """Staff of its units find the lead."""
    index_lead(_pk(fact.subject))


@on(LeadAccepted)
def on_topic_for_staff(fact: LeadAccepted, *, delivery_id: int) -> None:
    """Staff of its units find the topic."""
    index_topic(_pk(fact.subject))


StoryFact = (
    StoryStarted
    | StoryRevised
    | StorySubmitted
    | StoryReturned
    | StoryHeld
    | StoryPublished
    | StoryCorrected
    | StoryWithdrawn
)


@on(
    StoryStarted, StoryRevised, StorySubmitted, StoryReturned, StoryHeld, StoryPublished, StoryCorrected, StoryWithdrawn
)  # fmt: skip
def on_story_for_staff(fact: StoryFact, *, delivery_id: int) -> None:
    """Staff of its units find the story, whatever its state, by the words of its newest revision."""
    index_story_for_staff(_pk(fact.subject))
