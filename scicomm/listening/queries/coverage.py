"""What was earned: coverage of a story, paper, person or unit, and whether it took our release over or told it itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from scicomm.core.text import plain
from scicomm.journals.models import Article
from scicomm.listening.enums import CoverageWay, LinkState, SourceClass
from scicomm.listening.models import Mention
from scicomm.listening.rules.duplicates import Hashes, shingles
from scicomm.listening.rules.taken_over import taken_over
from scicomm.newsroom.models import Dossier
from scicomm.newsroom.queries.story_texts import passages_of
from scicomm.organisation.models import Person, Unit

WAY = "way"
"""Under which key of a mention's evidence it stands how it stands to our release."""
COMPARED_FOR = dt.timedelta(days=3)
_AROUND = {"title", "cover"}


@dataclass(frozen=True)
class Earned:
    """Coverage of something in a period: independent reports, copies, outlets, first report; how many of all took our release
    over word for word, and how many told it themselves; by class, language and day."""

    reports: int
    copies: int
    own: int
    outlets: int
    verbatim: int
    itself: int
    first: Mention | None
    by_class: tuple[tuple[str, int], ...]
    by_language: tuple[tuple[str, int], ...]
    by_day: tuple[tuple[dt.date, int], ...]
    mentions: tuple[Mention, ...]


def earned(mentions: Any, *, about: Any, since: dt.date, until: dt.date) -> Earned:
    """The coverage of a story, paper, person or unit (with what is below it) among mentions; rejected links do not count.

    Each mention says in `way` how it stands to the release.
    """
    rows = (
        mentions.filter(_speaks_of(about))
        .filter(
            Q(published_at__date__range=(since, until)) | Q(published_at=None, found_at__date__range=(since, until))
        )
        .distinct()
        .select_related("original")
        .order_by(F("published_at").asc(nulls_last=True), "pk")
    )
    found = list(rows[:5000])
    heard = [one for one in found if not one.is_own]
    for one in heard:
        one.way = way_of(one, about)
    independent = [one for one in heard if one.original_id is None]
    days: dict[dt.date, int] = {}
    for one in independent:
        day = timezone.localdate(one.published_at or one.found_at)
        days[day] = days.get(day, 0) + 1
    return Earned(
        reports=len(independent), copies=len(heard) - len(independent), own=len(found) - len(heard),
        outlets=len({one.source for one in heard}), first=independent[0] if independent else None,
        verbatim=sum(one.way == CoverageWay.VERBATIM for one in heard),
        itself=sum(one.way == CoverageWay.ITSELF for one in heard),
        by_class=_counted(one.get_source_class_display() for one in independent),
        by_language=_counted(one.get_language_display() for one in independent), by_day=tuple(sorted(days.items())),
        mentions=tuple(reversed(independent[-200:])),
    )  # fmt: skip


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for name in names:
        counts[str(name)] = counts.get(str(name), 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _speaks_of(about: Any) -> Q:
    """Main links and the others, and what joined the topic of a story of ours."""
    good = Q(links__state__in=[LinkState.FOUND, LinkState.CONFIRMED])
    if isinstance(about, Person):
        return good & Q(links__person=about)
    if isinstance(about, Unit):
        mine = Q(links__unit__path__startswith=about.path) | Q(links__person__unit__path__startswith=about.path)
        linked = Q(article__journal__unit__path__startswith=about.path) | Q(dossier__unit__path__startswith=about.path)
        return (good & mine) | linked
    if isinstance(about, Article):
        return Q(article=about) | (good & Q(links__article=about))
    return Q(dossier=about) | Q(topic__dossier=about) | (good & Q(links__dossier=about))


def way_of(mention: Mention, about: Any = None) -> CoverageWay | None:
    """How a mention stands to our release, or to the one story it is asked about; a copy of a report as the report does. None
    where there is no release, or the texts are too short to tell."""
    held = mention.link_evidence.get(WAY) or (mention.original and mention.original.link_evidence.get(WAY))
    if not held or (isinstance(about, Dossier) and held.get("story") != about.pk):
        return None
    way = held.get("how", "")
    return CoverageWay(way) if way in CoverageWay.values else None


def to_compare(now: dt.datetime) -> QuerySet[Mention]:
    """Mentions of the last days that speak of a story of ours and were not compared with it yet. None of our own outlets."""
    about = Q(dossier__isnull=False) | Q(topic__dossier__isnull=False)
    return (
        Mention.objects.filter(about, found_at__gte=now - COMPARED_FOR, read_at__isnull=False, forgotten_at=None)
        .exclude(source_class=SourceClass.OWN)
        .exclude(link_evidence__has_key=WAY)
        .select_related("topic")
        .only("pk", "body", "excerpt", "summary", "dossier_id", "topic__dossier_id", "link_evidence")
        .order_by("pk")
    )


def compared(mentions: Iterable[Mention]) -> dict[int, dict[str, Any]]:
    """For each mention, how it stands to the story it speaks of: what is kept of it. One read for each story."""

    @cache
    def release(number: int) -> Hashes:
        dossier = Dossier.objects.public().select_related("story").filter(pk=number).first()
        pieces = passages_of(dossier.story) if dossier else []
        return shingles("\n".join(piece.text for piece in pieces if piece.block not in _AROUND))

    found: dict[int, dict[str, Any]] = {}
    for mention in mentions:
        text = mention.body or plain(mention.excerpt) or mention.summary
        stories = {mention.dossier_id, mention.topic.dossier_id if mention.topic else None} - {None}
        best: dict[str, Any] = {"story": next(iter(stories), None), "how": "", "score": 0.0}
        for story in stories:
            taken = taken_over(text, release(story)) if story else None
            if taken and taken.likeness >= best["score"]:
                how = CoverageWay.VERBATIM if taken.is_verbatim else CoverageWay.ITSELF
                best = {
                    "story": story,
                    "how": str(how),
                    "score": round(taken.likeness, 3),
                    "share": round(taken.share, 3),
                }
        found[mention.pk] = best
    return found
