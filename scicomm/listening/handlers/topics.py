"""A story of ours opens its topic, so that what is said of it afterwards is known as its coverage."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.newsroom import StoryPublished
from scicomm.listening.actions import register_story_topic
from scicomm.newsroom.models import Dossier


@on(StoryPublished)
def open_story_topic(fact: StoryPublished, *, delivery_id: int) -> None:
    """The topic is there before anybody speaks of the story."""
    found = Dossier.objects.select_related("story").filter(story_id=int(ref_parts(fact.subject)[1])).first()
    if found and found.published_at:
        register_story_topic(found)
