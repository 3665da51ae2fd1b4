"""What stands on a topic's page, and what can be chosen for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.assets.models import Asset
from scicomm.newsroom.models import Coverage, ImportantDate, Topic, TopicSource
from scicomm.newsroom.permissions import dates_for, leads_for
from scicomm.organisation.models import Person, Unit, User
from scicomm.organisation.permissions import EDITORS, OVERSEERS, units_under


def assets_seen(user: Any) -> QuerySet[Asset]:
    """The image resources of the units a user oversees."""
    return Asset.objects.filter(unit__in=units_under(user, OVERSEERS))


def coverages_of(topic: Topic) -> QuerySet[Coverage]:
    return topic.coverages.select_related("person", "topic__unit", "topic__lead")


def sources_of(topic: Topic, user: Any) -> list[TopicSource]:
    """The sources of a topic, without leads and files that the user may not meet. Three queries."""
    rows = list(topic.sources.select_related("article__journal", "lead", "asset"))
    leads = set(
        leads_for(user).filter(pk__in=[row.lead_id for row in rows if row.lead_id]).values_list("pk", flat=True)
    )
    assets = set(
        assets_seen(user).filter(pk__in=[row.asset_id for row in rows if row.asset_id]).values_list("pk", flat=True)
    )
    return [
        row
        for row in rows
        if (row.lead_id is None or row.lead_id in leads) and (row.asset_id is None or row.asset_id in assets)
    ]


def possible_makers(unit: Unit) -> QuerySet[Person]:
    """Who may be asked to make a coverage: people of the unit and of those above and below it."""
    around = Q(unit__path__startswith=unit.path) | Q(unit__path__in=unit.ancestor_paths())
    return Person.objects.filter(around).select_related("unit").order_by("unit__path", "family_name_en")


def possible_editors(unit: Unit) -> QuerySet[User]:
    """Who may edit a topic of a unit: its editors, with an account that works."""
    return possible_editors_of(Unit.objects.filter(pk=unit.pk))


def possible_editors_of(units: QuerySet[Unit]) -> QuerySet[User]:
    """Who may edit topics of one of these units."""
    return (
        User.objects.filter(
            person__appointments__unit__in=units.order_by().values("pk"),
            person__appointments__role__in=EDITORS,
            is_active=True,
        )
        .select_related("person")
        .distinct()
    )


def choosable_dates(user: Any) -> QuerySet[ImportantDate]:
    return dates_for(user).filter(is_on=True).order_by("first_on")


def choosable_assets(user: Any, unit: Unit) -> list[Asset]:
    """The newest image resources of a unit that the user may meet."""
    rows = assets_seen(user).filter(unit=unit).select_related("image", "document", "recording")
    return list(rows.order_by("-created_at", "-pk")[:50])
