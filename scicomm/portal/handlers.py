"""What the portal does because of facts: pages kept by the processes become old."""

from __future__ import annotations

from scicomm.core.ledger import at_once, on
from scicomm.facts.assets import AssetChanged, AssetUseEnded, AssetUseRestored
from scicomm.facts.base import Fact
from scicomm.facts.channels import ReleaseDelivered, ReleaseRecalled
from scicomm.facts.journals import (
    ArticleChanged,
    ArticleCorrected,
    ArticleEmbargoLifted,
    ArticleEmbargoSet,
    ArticleFilesChanged,
    ArticlePublished,
    ArticleReinstated,
    ArticleWithdrawn,
    JournalStepTaken,
    SummaryApproved,
)
from scicomm.facts.newsroom import (
    EmbargoLifted,
    StoryAdoptionEnded,
    StoryCorrected,
    StoryKilled,
    StoryPaperNoticed,
    StoryPublished,
    StoryTakenUp,
    StoryUpdated,
    StoryWithdrawn,
)
from scicomm.facts.organisation import UnitCreated
from scicomm.facts.responses import (
    AnswerCorrected,
    AnswerPublished,
    AnswerUpdated,
    AnswerWithdrawn,
    DisclosureItemPublished,
    DisclosureItemWithdrawn,
    DisclosureReportPublished,
    DisclosureRequestShown,
    StatementWithdrawn,
)
from scicomm.portal.actions import make_kept_pages_old, make_pages_old


@on(
    StoryPublished,
    StoryCorrected,
    StoryPaperNoticed,
    StoryUpdated,
    StoryWithdrawn,
    StoryTakenUp,
    StoryAdoptionEnded,
    StoryKilled,
    EmbargoLifted,
    ArticlePublished,
    ArticleChanged,
    ArticleCorrected,
    ArticleEmbargoLifted,
    ArticleEmbargoSet,
    ArticleFilesChanged,
    ArticleReinstated,
    ArticleWithdrawn,
    JournalStepTaken,
    SummaryApproved,
    AnswerPublished,
    AnswerCorrected,
    AnswerUpdated,
    AnswerWithdrawn,
    StatementWithdrawn,
    DisclosureItemPublished,
    DisclosureItemWithdrawn,
    DisclosureReportPublished,
    DisclosureRequestShown,
    UnitCreated,
    ReleaseDelivered,
    ReleaseRecalled,
    AssetChanged,
    AssetUseEnded,
    AssetUseRestored,
)
def on_public_change(fact: Fact, *, delivery_id: int) -> None:
    """Something the public can see has changed."""
    make_pages_old()


@at_once(
    StoryPublished,
    StoryCorrected,
    StoryUpdated,
    StoryPaperNoticed,
    StoryWithdrawn,
    StoryKilled,
    StoryTakenUp,
    StoryAdoptionEnded,
    AnswerPublished,
    AnswerCorrected,
    AnswerUpdated,
    AnswerWithdrawn,
    StatementWithdrawn,
    ArticleWithdrawn,
    ArticleEmbargoSet,
    ArticleEmbargoLifted,
    AssetUseEnded,
)
def with_the_change(fact: Fact) -> None:
    """A correction is on the page as soon as it is made, also while the worker is busy with something long."""
    make_kept_pages_old()
