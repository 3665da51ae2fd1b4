"""Reads for the home page and the units' sites: units, people who answer, figures of a week and a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import npgettext

from scicomm.journals.models import Article, Journal
from scicomm.newsroom.models import Dossier, Lead, Topic
from scicomm.organisation.models import Person, Unit, UnitPage
from scicomm.portal.queries.cards import ExpertCard, expert_card
from scicomm.portal.queries.frame import language, page_address

NEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its address and, for a branch, what stands below it."""

    name: str
    short_name: str
    city: str
    description: str
    url: str
    level: int
    children: tuple[UnitLine, ...] = ()


def _addresses() -> dict[int, str]:
    pages = UnitPage.objects.filter(live=True, locale__language_code=language())
    return {unit: page_address(path) for unit, path in pages.values_list("unit_id", "url_path")}


def unit_tree() -> list[UnitLine]:
    """The units directly below the academy, each with those below it; offices are left out. Two queries."""
    urls = _addresses()
    units = list(Unit.objects.filter(is_active=True, depth__gt=1, kind__level__lt=4).select_related("kind"))
    below: dict[str, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.path[: -unit.steplen], []).append(unit)

    def line(unit: Unit) -> UnitLine:
        return UnitLine(
            name=unit.name,
            short_name=unit.short_name,
            city=unit.city,
            description=unit.description,
            url=urls.get(unit.pk, ""),
            level=unit.kind.level,
            children=tuple(line(child) for child in below.get(unit.path, [])),
        )

    return [line(unit) for unit in units if unit.depth == 2]


def units_below(unit: Unit) -> list[UnitLine]:
    """The active units directly below a unit. Two queries, one where it has none."""
    if not unit.numchild:
        return []
    urls = _addresses()
    children = Unit.objects.filter(is_active=True, path__startswith=unit.path, depth=unit.depth + 1).select_related(
        "kind"
    )
    return [
        UnitLine(child.name, child.short_name, child.city, child.description, urls.get(child.pk, ""), child.kind.level)
        for child in children
    ]


def experts_of(unit: Unit, most: int = 6) -> list[ExpertCard]:
    """People of a unit, and of the units below it, who answer the public."""
    people = Person.objects.filter(unit__path__startswith=unit.path, is_expert=True).select_related("unit")[:most]
    return [expert_card(person, with_unit=person.unit_id != unit.pk) for person in people]


def journals_of(unit: Unit) -> list[Journal]:
    """The journals a unit publishes."""
    return list(Journal.objects.public().filter(unit=unit).order_by("slug"))


def _stat(count: int, label: str) -> dict[str, str]:
    return {"value": number_format(count, force_grouping=True), "label": label}


def week_in_figures() -> list[dict[str, str]]:
    """What the whole academy did in the last seven days; nothing where nothing happened. Three queries."""
    since = timezone.now() - dt.timedelta(days=NEW_DAYS)
    articles = Article.objects.filter(received_at__gte=since).count()
    leads = Lead.objects.filter(created_at__gte=since).count()
    stories = Dossier.objects.public().filter(published_at__gte=since).count()
    if not (articles or leads or stories):
        return []
    return [
        _stat(articles, npgettext("figure", "new paper", "new papers", articles)),
        _stat(leads, npgettext("figure", "lead", "leads", leads)),
        _stat(stories, npgettext("figure", "story", "stories", stories)),
    ]


def year_in_figures(unit: Unit) -> list[dict[str, str]]:
    """What a unit did this year, the units below it included. Four queries."""
    first = timezone.localtime().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    below = unit.path
    stories = Dossier.objects.public().filter(unit__path__startswith=below, published_at__gte=first)
    articles = Article.objects.filter(journal__unit__path__startswith=below, published_on__gte=first.date()).count()
    leads = Lead.objects.filter(unit__path__startswith=below, created_at__gte=first).count()
    topics = Topic.objects.filter(unit__path__startswith=below, created_at__gte=first).count()
    told = stories.count()
    return [
        _stat(articles, npgettext("figure", "paper", "papers", articles)),
        _stat(leads, npgettext("figure", "lead", "leads", leads)),
        _stat(topics, npgettext("figure", "topic", "topics", topics)),
        _stat(told, npgettext("figure", "story", "stories", told)),
    ]
