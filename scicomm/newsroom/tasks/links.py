"""Asking the links that stories use."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.newsroom import actions
from scicomm.newsroom.clients import link_client
from scicomm.newsroom.models import LinkAnswer

_A_ROUND = 10


@every(seconds=15)
def ask_links() -> None:
    """Ask the links that wait, a few in each round; each answer is kept at once, so that a killed worker loses none."""
    client = link_client()
    for row in LinkAnswer.objects.filter(wanted_at__isnull=False).order_by("wanted_at")[:_A_ROUND]:
        actions.note_link_answers([(row.pk, client.status(row.link))])
