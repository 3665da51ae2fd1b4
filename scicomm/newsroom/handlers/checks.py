"""Links of a story are asked when it was begun, changed or sent into review."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.newsroom import StoryRevised, StoryStarted, StorySubmitted
from scicomm.newsroom.actions import want_links


@on(StoryStarted, StoryRevised, StorySubmitted)
def on_story_links(fact: StoryStarted | StoryRevised | StorySubmitted, *, delivery_id: int) -> None:
    """What the story links to is noted, to be asked by the worker."""
    want_links(int(ref_parts(fact.subject)[1]))
