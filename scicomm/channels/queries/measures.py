"""时度效 of stories: timeliness, fit and effect, joined from releases, figures and facts; the rules are in rules/measures.py."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from scicomm.channels.enums import ReleaseState
from scicomm.channels.models import Release, ReleaseFigure
from scicomm.channels.queries.figures import OUT, Reach, interactions_of, latest_figures, medians_of, reach_of
from scicomm.channels.rules.measures import (
    Effect,
    Fit,
    Spread,
    Timeliness,
    effect_of,
    fit_of,
    hours_between,
    quantile,
)
from scicomm.core.models import FactAbout, FactRecord
from scicomm.facts.base import ref, ref_parts
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit

WRONG = (ReleaseState.FAILED, ReleaseState.REFUSED, ReleaseState.UNSURE)
MENTIONS = ("listening.mention_found", "listening.mention_linked")
CORRECTIONS = ("newsroom.story_corrected", "newsroom.story_withdrawn", "newsroom.story_killed")
# A unit's measures are taken over so many of its newest stories.
MOST_STORIES = 300


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release of a story with its numbers."""

    release: Release
    figures: Sequence[ReleaseFigure]
    reach: Reach | None
    usual: Spread | None


@dataclass(frozen=True, slots=True)
class StoryMeasures:
    """What can be said of a story; `freshest` is the moment of its newest number."""

    dossier: Dossier
    timeliness: Timeliness
    fit: Fit
    effect: Effect
    releases: Sequence[ReleaseRow]
    freshest: dt.datetime | None


def _counts(names: Iterable[str], stories: Iterable[int], *, about: bool) -> Counter[int]:
    """How many different things facts of these names tell of each story. One query."""
    references = {ref("newsroom", "story", pk): pk for pk in stories}
    if about:
        rows = FactAbout.objects.filter(about__in=references, fact__name__in=list(names))
        pairs = set(rows.values_list("about", "fact__subject"))
        return Counter(references[reference] for reference, _subject in pairs)
    facts = FactRecord.objects.filter(subject__in=references, name__in=list(names)).values_list("subject", flat=True)
    return Counter(int(ref_parts(subject)[1]) for subject in facts)


def _english(dossiers: Sequence[Dossier]) -> dict[Any, dt.datetime]:
    """When the English edition of each story came out first, by the key its editions share. One query."""
    keys = {dossier.story.translation_key for dossier in dossiers}
    rows = Dossier.objects.filter(story__translation_key__in=keys, language="en", published_at__isnull=False)
    return {key: at for key, at in rows.values_list("story__translation_key", "published_at") if at}


def _timeliness(dossier: Dossier, first: dt.datetime | None, english: dt.datetime | None) -> Timeliness:
    told = first or dossier.published_at
    paper = dossier.article.published_on if dossier.article else None
    is_chinese = dossier.language != "en"
    return Timeliness(hours_between(paper, told), hours_between(dossier.published_at, english) if is_chinese else None)


def measures_of(dossiers: Sequence[Dossier], now: dt.datetime | None = None) -> list[StoryMeasures]:
    """The measures of stories in the order given. Eight queries, whatever their number."""
    moment = now or timezone.now()
    by_story: dict[int, list[Release]] = defaultdict(list)
    rows = Release.objects.filter(dossier__in=[dossier.pk for dossier in dossiers]).select_related("channel__unit")
    for release in rows.order_by("channel__unit__path", "pk"):
        by_story[release.dossier_id].append(release)
    releases = [release for found in by_story.values() for release in found]
    figures = latest_figures(release.pk for release in releases)
    usual = medians_of({release.channel_id for release in releases}, moment)
    stories = [dossier.story_id for dossier in dossiers]
    mentions = _counts(MENTIONS, stories, about=True)
    corrections = _counts(CORRECTIONS, stories, about=False)
    english = _english(dossiers)
    topics = [dossier.topic_id for dossier in dossiers if dossier.topic_id]
    publics = _publics(topics)
    return [
        _measured(
            dossier,
            [
                ReleaseRow(one, figures.get(one.pk, []), reach_of(figures.get(one.pk, [])), usual.get(one.channel_id))
                for one in by_story[dossier.pk]
            ],
            mentions[dossier.story_id],
            corrections[dossier.story_id],
            english.get(dossier.story.translation_key),
            publics.get(dossier.topic_id or 0, []),
        )
        for dossier in dossiers
    ]


def _publics(topics: Sequence[int]) -> dict[int, list[str]]:
    """Whom topics are for. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Dossier.objects.filter(topic__in=topics, topic__segments__isnull=False)
    for topic, public in rows.values_list("topic", "topic__segments__public").distinct():
        found[topic].append(public)
    return found


def _measured(
    dossier: Dossier,
    rows: list[ReleaseRow],
    mentions: int,
    corrections: int,
    english: dt.datetime | None,
    publics: list[str],
) -> StoryMeasures:
    out = [row.release.sent_at for row in rows if row.release.state in OUT and row.release.sent_at]
    posts = [(row.reach.value, row.usual.median if row.usual else None) for row in rows if row.reach]
    counted = [interactions_of(row.figures) for row in rows if row.reach]
    known = [number for number in counted if number is not None]
    reach: Counter[str] = Counter()
    for row in rows:
        if row.reach:
            reach[row.reach.source] += row.reach.value
    states = [(str(row.release.state), row.release.channel.segments) for row in rows]
    fit = fit_of(states, publics, arrived=OUT, wrong=WRONG, corrections=corrections)
    return StoryMeasures(
        dossier=dossier,
        timeliness=_timeliness(dossier, min(out, default=None), english),
        fit=fit,
        effect=effect_of(posts, sum(known) if known else None, dict(reach), mentions),
        releases=rows,
        freshest=max((row.at for one in rows for row in one.figures), default=None),
    )


@dataclass(frozen=True, slots=True)
class UnitMeasures:
    """Middles over the stories of a unit; each says over how many stories it was taken."""

    unit: Unit
    stories: int
    from_paper: tuple[float | None, int]
    to_english: tuple[float | None, int]
    share: tuple[float | None, int]
    against_usual: tuple[float | None, int]
    per_reach: tuple[float | None, int]
    mentions: int
    corrections: int
    problems: int
    rows: Sequence[StoryMeasures]
    freshest: dt.datetime | None


def _middle(values: Iterable[float | None]) -> tuple[float | None, int]:
    known = [value for value in values if value is not None]
    return quantile(known, 0.5), len(known)


def unit_measures(unit: Unit, since: dt.datetime, *, below: bool, now: dt.datetime | None = None) -> UnitMeasures:
    """The measures of a unit's stories that came out since; with `below` those of the units under it too."""
    place = Q(unit__path__startswith=unit.path) if below else Q(unit=unit)
    rows = Dossier.objects.filter(place, published_at__gte=since).select_related("story", "unit", "article")
    found = measures_of(list(rows.order_by("-published_at")[:MOST_STORIES]), now)
    return UnitMeasures(
        unit=unit,
        stories=len(found),
        from_paper=_middle(one.timeliness.from_paper for one in found),
        to_english=_middle(one.timeliness.to_english for one in found),
        share=_middle(one.fit.share for one in found),
        against_usual=_middle(one.effect.against_usual for one in found),
        per_reach=_middle(one.effect.per_reach for one in found),
        mentions=sum(one.effect.mentions for one in found),
        corrections=sum(one.fit.corrections for one in found),
        problems=sum(one.fit.problems for one in found),
        rows=found,
        freshest=max((one.freshest for one in found if one.freshest), default=None),
    )
