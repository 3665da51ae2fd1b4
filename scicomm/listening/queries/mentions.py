"""Lists of mentions, and what higher rooms offer for one."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from scicomm.listening.models import Mention

"""How old a paper or story may be to be found by its title: coverage follows soon, and old titles only bring false links."""


"""How long a mention waits for the story it speaks of."""


MENTION_ACTIONS: list[Callable[[Mention], tuple[str, str] | None]] = []


"""What higher rooms offer for a mention: functions that give the label and the address of a link, or None. They are called with
each mention of the staff pages and must not query; register in the room's `wagtail_hooks.py`."""


def with_links(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """Mentions with what their row on the staff page shows, in one query."""
    return mentions.select_related("unit", "article", "dossier__story")


def mention_actions(mention: Mention) -> list[tuple[str, str]]:
    """The links that higher rooms offer for a mention: label and address."""
    offered = (action(mention) for action in MENTION_ACTIONS)
    return [link for link in offered if link]


def copies_of(mention: Mention, among: QuerySet[Mention]) -> QuerySet[Mention]:
    """The other printings of a mention's report, the first one first, of those that may be seen."""
    first = mention.original_id or mention.pk
    return among.filter(Q(pk=first) | Q(original=first)).exclude(pk=mention.pk).order_by("pk")
