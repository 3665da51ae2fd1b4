"""What the audiences do because of facts: what became public is new for saved searches; what was taken back is told."""

from scicomm.audiences.handlers.deliverability import on_confirmed
from scicomm.audiences.handlers.digest_items import (
    on_paper_changed,
    on_paper_spoken_of,
    on_recording_changed,
    on_story_told,
)
from scicomm.audiences.handlers.erased import list_erased_reader
from scicomm.audiences.handlers.stories import (
    NOTICES,
    on_article_doubted,
    on_issue_story_changed,
    on_new_public_item,
    on_told_story_killed,
    on_told_story_withdrawn,
)

__all__ = [
    "NOTICES",
    "list_erased_reader",
    "on_article_doubted",
    "on_confirmed",
    "on_issue_story_changed",
    "on_new_public_item",
    "on_paper_changed",
    "on_paper_spoken_of",
    "on_recording_changed",
    "on_story_told",
    "on_told_story_killed",
    "on_told_story_withdrawn",
]
