"""Assignments because of facts: whoever was given one is told, and stories count as they come and go."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.newsroom import AssignmentGiven, StoryPublished, StoryWithdrawn
from scicomm.newsroom.actions import count_story, note_given


@on(AssignmentGiven)
def on_assignment_given(fact: AssignmentGiven, *, delivery_id: int) -> None:
    """A notice is written down for whoever answers for it; the worker sends it."""
    note_given(int(ref_parts(fact.subject)[1]))


@on(StoryPublished, StoryWithdrawn)
def on_story_counted(fact: StoryPublished | StoryWithdrawn, *, delivery_id: int) -> None:
    """The assignments of a story count it while it is public."""
    count_story(int(ref_parts(fact.subject)[1]))
