"""What became public is new for saved searches; what was taken back is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scicomm.audiences.actions import note_new_item, note_notice, tell_change
from scicomm.audiences.enums import ItemNotice
from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.journals import ArticleCorrected, ArticlePublished, ArticleWithdrawn
from scicomm.facts.newsroom import StoryCorrected, StoryKilled, StoryPublished, StoryUpdated, StoryWithdrawn
from scicomm.facts.responses import AnswerPublished
from scicomm.newsroom.models import StoryChange

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


@on(StoryKilled)
def on_told_story_killed(fact: StoryKilled, *, delivery_id: int) -> None:
    """Who was told of a killed story by a saved search learns that it is gone, and no more its title."""
    note_notice(fact.subject, ItemNotice.WITHDRAWN, title=_("A story that was removed"))


@on(StoryCorrected, StoryUpdated, StoryWithdrawn, StoryKilled)
def on_issue_story_changed(
    fact: StoryCorrected | StoryUpdated | StoryWithdrawn | StoryKilled, *, delivery_id: int
) -> None:
    """Who got the story in an issue learns what became of it, where the newsletter's rule says so."""
    rows = StoryChange.objects.filter(dossier__story_id=int(ref_parts(fact.subject)[1]), told_at__isnull=False)
    if isinstance(fact, StoryCorrected | StoryUpdated):
        rows = rows.filter(revision_id=fact.revision_id)
    else:
        rows = rows.filter(kind="killed" if isinstance(fact, StoryKilled) else "withdrawn")
    change = rows.order_by("-pk").first()
    if change:
        tell_change(change)
