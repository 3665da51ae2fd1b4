"""Reads about embargoes: what is due, when the next thing goes out, whether a collection is held, and an embargo's history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Case, F, Max, Q, QuerySet, When

from scicomm.newsroom.enums import StoryState
from scicomm.newsroom.models import Dossier, Embargo, EmbargoMove

# The later of embargo and planned release; where one is missing, the other.
_HELD_UNTIL = Case(
    When(Q(embargo_until__isnull=True) | Q(release_at__gt=F("embargo_until")), then=F("release_at")),
    default=F("embargo_until"),
)


def due_stories(now: dt.datetime) -> QuerySet[Dossier]:
    """Held stories that wait for nothing any more, in the order in which they were to go out."""
    free = Q(embargo_until__isnull=True) | Q(embargo_until__lte=now)
    ready = Q(release_at__isnull=True) | Q(release_at__lte=now)
    rows = Dossier.objects.filter(free & ready, state=StoryState.HELD)
    return rows.annotate(waited_until=_HELD_UNTIL).order_by("waited_until", "pk")


def next_lifting(now: dt.datetime) -> dt.datetime | None:
    """When the next held story may go out; no cached page may outlive it. Of the one that comes first, not of the last."""
    rows = Dossier.objects.filter(Q(embargo_until__gt=now) | Q(release_at__gt=now), state=StoryState.HELD)
    later = rows.annotate(waited_until=_HELD_UNTIL).filter(waited_until__gt=now).order_by("waited_until")
    return later.values_list("waited_until", flat=True).first()


def embargo_of(dossier: Dossier) -> Embargo | None:
    """The embargo of a story and its translations, over or not."""
    rows = Embargo.objects.select_related("set_by__person", "article")
    return rows.filter(translation_key=dossier.story.translation_key).first()


def moves_of(embargo: Embargo | None) -> list[EmbargoMove]:
    """What was done with an embargo, the latest first."""
    if embargo is None:
        return []
    return list(embargo.moves.select_related("made_by__person").order_by("-made_at", "-pk"))


def held_until_of(story_ids: Iterable[int]) -> dt.datetime | None:
    """Until when a collection that holds these stories must be held itself: the latest embargo among them; None when it is free.

    One query, for whatever gathers stories: a gallery, a lightbox, a list of adopted pieces, an issue.
    """
    waiting = Dossier.objects.filter(story_id__in=list(story_ids), published_at__isnull=True)
    return waiting.aggregate(last=Max("embargo_until"))["last"]
