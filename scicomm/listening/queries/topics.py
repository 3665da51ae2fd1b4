"""Lists of hot topics, what a topic's page shows, what of ours it speaks of, and what higher rooms offer for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from scicomm.journals.models import Article
from scicomm.listening.models import Burst, HotTopic, Mention, SourceClass, TopicCount
from scicomm.newsroom.models import Dossier

TopicAction = Callable[[HotTopic], tuple[str, str] | None]
TOPIC_ACTIONS: list[TopicAction] = []
"""What higher rooms offer for a topic ("Open a case"): functions that give the label and the address of a link, or None. They are
called with each topic of the staff pages and must not query; register in the room's `wagtail_hooks`."""

PERIODS = {"day": 1, "week": 7, "month": 30, "year": 366}
RELATED_DAYS = 45
MOST_RELATED = 400
LIKE = 0.18
"""Share of words from which two topics are related (Jaccard)."""


def topic_actions(topic: HotTopic) -> list[tuple[str, str]]:
    """The links that higher rooms offer for a topic: label and address."""
    offered = (action(topic) for action in TOPIC_ACTIONS)
    return [link for link in offered if link]


@dataclass(frozen=True)
class TopicFilter:
    """What a list of topics is asked for; empty values ask for nothing. `period` is a key of PERIODS."""

    period: str = "week"
    words: str = ""
    language: str = ""
    source_class: str = ""
    burst: bool = False
    ours: bool = False


def hot_topics(topics: QuerySet[HotTopic], asked: TopicFilter, *, now: dt.datetime | None = None) -> QuerySet[HotTopic]:
    """Topics with a report in the period: those that burst now first, then by reports of the last 24 hours."""
    since = (now or timezone.now()) - dt.timedelta(days=PERIODS.get(asked.period, 7))
    rows = topics.filter(last_at__gte=since, count__gt=0)
    if asked.burst:
        rows = rows.filter(
            Exists(Burst.objects.filter(Q(ended_at__gte=since) | Q(ended_at=None), topic=OuterRef("pk")))
        )
    for name, value in (("language", asked.language), ("source_class", asked.source_class)):
        if value:
            rows = rows.filter(Exists(Mention.objects.filter(topic=OuterRef("pk"), **{name: value})))
    if asked.ours:
        linked = Mention.objects.linked().filter(topic=OuterRef("pk"))
        rows = rows.filter(Q(dossier__isnull=False) | Exists(linked))
    for word in asked.words.split()[:6]:
        said = Exists(Mention.objects.filter(topic=OuterRef("pk"), title__icontains=word))
        rows = rows.filter(Q(title_zh__icontains=word) | Q(title_en__icontains=word) | Q(title__icontains=word) | said)
    return rows.order_by("-is_bursting", "-fresh", "-last_at", "-pk")


def with_last_burst(topics: Iterable[HotTopic]) -> dict[int, Burst]:
    """The latest burst of each topic, in one query."""
    rows = Burst.objects.filter(topic__in=list(topics)).order_by("started_at", "pk")
    return {row.topic_id: row for row in rows}


def daily_counts(topics: Iterable[HotTopic], *, days: int = 14, now: dt.datetime | None = None) -> dict[int, list[int]]:
    """Independent reports of the last days for each topic, oldest first, in one query."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    found = {topic.pk: [0] * days for topic in topics}
    rows = TopicCount.objects.filter(topic_id__in=list(found), at__gte=now - dt.timedelta(days=days), independent__gt=0)
    for pk, at, number in rows.values_list("topic_id", "at", "independent"):
        back = (today - timezone.localdate(at)).days
        if 0 <= back < days:
            found[pk][days - 1 - back] += number
    return found


@dataclass(frozen=True)
class ClassCount:
    """One kind of source in a topic: independent reports, all mentions, the first and last of them."""

    name: str
    label: str
    independent: int
    total: int
    first_at: dt.datetime | None
    last_at: dt.datetime | None


@dataclass(frozen=True)
class TopicFigures:
    """What a topic's page says of the mentions that its reader may see."""

    classes: tuple[ClassCount, ...]
    languages: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, str, int], ...]
    first: Mention | None


def figures_of(mentions: QuerySet[Mention]) -> TopicFigures:
    """How mentions of a topic spread: by kind of source, language and outlet, and the first of them; four queries."""
    free = Count("pk", filter=Q(original__isnull=True) & ~Q(source_class=SourceClass.OWN), distinct=True)
    every = Count("pk", distinct=True)
    plain = mentions.order_by()
    labels = dict(SourceClass.choices)
    classes = plain.values_list("source_class").annotate(
        free=free, every=every, first=Min("published_at"), last=Max("published_at")
    )
    spread = tuple(ClassCount(name, str(labels.get(name, name)), *rest) for name, *rest in classes)
    outlets = plain.values_list("source", "source_class").annotate(every=every).order_by("-every", "source")[:40]
    languages = plain.values_list("language").annotate(every=every).order_by("-every")
    return TopicFigures(
        tuple(sorted(spread, key=lambda one: (-one.total, one.name))),
        tuple(languages),
        tuple(outlets),
        mentions.order_by("published_at", "pk").exclude(published_at=None).first() or mentions.order_by("pk").first(),
    )


def reports_of(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """The reports of a topic, the latest first: one for each report, its copies in `seen_copies`."""
    shown = mentions.filter(pk=OuterRef("original_id"))
    own = mentions.filter(Q(original__isnull=True) | ~Exists(shown))
    copies = Prefetch(
        "copies", queryset=mentions.order_by(F("published_at").asc(nulls_last=True), "pk"), to_attr="seen_copies"
    )
    return own.select_related("unit", "article", "dossier__story").prefetch_related(copies)


@dataclass(frozen=True)
class Ours:
    """What of ours a topic speaks of: a public story or a paper, how many mentions name it, and since when."""

    title: str
    url: str
    kind: str
    count: int
    since: dt.datetime | None


def ours_in(topic: HotTopic, mentions: QuerySet[Mention]) -> list[Ours]:
    """Stories and papers that the mentions speak of, the one named most first."""
    plain, found = mentions.order_by(), []
    numbers = (Count("pk", distinct=True), Min("published_at"))
    stories = {pk: rest for pk, *rest in plain.exclude(dossier=None).values_list("dossier").annotate(*numbers)}
    papers = {pk: rest for pk, *rest in plain.exclude(article=None).values_list("article").annotate(*numbers)}
    if topic.dossier_id:
        stories.setdefault(topic.dossier_id, [0, topic.first_at])
    for dossier in Dossier.objects.public().filter(pk__in=list(stories)).select_related("story"):
        number, since = stories[dossier.pk]
        found.append(Ours(dossier.story.title, dossier.story.url or "", "story", number, since))
    for article in Article.objects.filter(pk__in=list(papers)).select_related("journal"):
        number, since = papers[article.pk]
        found.append(Ours(article.title, article.get_absolute_url(), "paper", number, since))
    return sorted(found, key=lambda one: (-one.count, one.title))


def related_topics(topic: HotTopic, topics: QuerySet[HotTopic], *, most: int = 8) -> list[HotTopic]:
    """Topics of the same weeks that share words with this one, the most alike first."""
    mine = {word for word, _number in topic.words}
    if not mine:
        return []
    near = topics.exclude(pk=topic.pk).filter(last_at__gte=topic.first_at - dt.timedelta(days=RELATED_DAYS))
    scored = []
    for other in near.order_by("-last_at")[:MOST_RELATED]:
        theirs = {word for word, _number in other.words}
        likeness = len(mine & theirs) / len(mine | theirs) if theirs else 0.0
        if likeness >= LIKE:
            scored.append((likeness, other))
    return [other for _likeness, other in sorted(scored, key=lambda pair: (-pair[0], -pair[1].pk))[:most]]


@dataclass(frozen=True)
class Coverage:
    """What joined the topics of a story, without our own outlets: the mentions, and how many by kind of source."""

    mentions: QuerySet[Mention]
    independent: int
    copies: int
    by_class: dict[str, int]


def coverage_of(dossier: Dossier) -> Coverage:
    """Earned coverage of a story: whatever joined the topic it opened, also after that was joined to another."""
    topics = set(HotTopic.objects.filter(dossier=dossier).values_list("pk", flat=True))
    topics |= set(HotTopic.objects.filter(key=-dossier.pk).values_list("pk", flat=True))
    ahead = topics
    while ahead:
        into = HotTopic.objects.filter(pk__in=ahead, merged_into__isnull=False).values_list("merged_into", flat=True)
        ahead = {pk for pk in into if pk is not None} - topics
        topics |= ahead
    mentions: Any = Mention.objects.filter(topic__in=topics).exclude(source_class=SourceClass.OWN)
    rows = mentions.order_by().values_list("source_class").annotate(Count("pk"), Count("original"))
    counted = {name: (number, copies) for name, number, copies in rows}
    total = sum(number for number, _copies in counted.values())
    copies = sum(copies for _number, copies in counted.values())
    return Coverage(mentions, total - copies, copies, {name: number for name, (number, _c) in counted.items()})
