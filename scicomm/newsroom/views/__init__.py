"""The newsroom's screens: the public-looking lead form, and the desk's leads, topics, stories and reviews."""

from scicomm.newsroom.views.leads import accept, decline, lead, leads, report
from scicomm.newsroom.views.stories import (
    acknowledge,
    board,
    embargo,
    experts,
    review,
    start,
    story,
    submit,
    topic,
    withdraw,
)

__all__ = [
    "accept",
    "acknowledge",
    "board",
    "decline",
    "embargo",
    "experts",
    "lead",
    "leads",
    "report",
    "review",
    "start",
    "story",
    "submit",
    "topic",
    "withdraw",
]
