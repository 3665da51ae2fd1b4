"""Who may meet which hot topic, and shape it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from scicomm.listening.models import HotTopic, TopicState
from scicomm.listening.permissions.feeds import LISTENERS
from scicomm.listening.permissions.mentions import mentions_for
from scicomm.organisation.permissions import allowed, holds_anywhere


def topics_for(user: Any) -> QuerySet[HotTopic]:
    """Topics with at least one mention that the user may see. Titles and counts are of the whole topic: its items are public."""
    seen = Exists(mentions_for(user).filter(topic=OuterRef("pk")))
    return HotTopic.objects.exclude(state=TopicState.MERGED).filter(seen)


def get_topic_for(user: Any, identifier: object) -> HotTopic:
    """A topic, if the user may read it; for a merged one that which it has become part of, so that its address leads on."""
    pk: Any = identifier
    rows = HotTopic.objects.filter(state=TopicState.MERGED).values_list("merged_into", flat=True)
    # A topic was merged a few times at most, and never into itself.
    for _step in range(50):
        ahead = rows.filter(pk=pk).first()
        if ahead is None:
            break
        pk = ahead
    return allowed(topics_for(user).select_related("dossier__story", "dossier__unit"), pk)


def can_shape_topic(user: Any, topic: HotTopic) -> bool:
    """Listeners of any unit, in a topic of which they may see a mention: join, part, rename."""
    return holds_anywhere(user, LISTENERS) and topics_for(user).filter(pk=topic.pk).exists()
