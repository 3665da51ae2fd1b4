"""Who records what the patrol finds, who corrects it, and who closes it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.channels.models import Channel, Finding, PatrolSample, Release
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    REVIEWERS,
    Role,
    allowed,
    holds,
    holds_here,
    units_under,
)

# Whoever looks at what others publish: editors and reviewers of the unit or above, assessors, administrators.
PATROLLERS = frozenset({*EDITORS, *REVIEWERS, Role.ASSESSOR, Role.ADMINISTRATOR, Role.SECRECY_REVIEWER})


def patrol_units(user: Any) -> QuerySet[Unit]:
    """The units in whose outlets the user may find something."""
    return units_under(user, PATROLLERS)


def can_patrol(user: Any, unit: Unit) -> bool:
    return holds(user, PATROLLERS, unit)


def can_correct_finding(user: Any, finding: Finding) -> bool:
    """Editors of the unit that published it."""
    return holds_here(user, EDITORS, finding.unit)


def can_close_finding(user: Any, finding: Finding) -> bool:
    """Whoever found it, and patrollers of the unit or above; never the one who reported the correction alone (see the action)."""
    return finding.found_by_id == user.pk or holds(user, PATROLLERS, finding.unit)


def findings_for(user: Any) -> QuerySet[Finding]:
    """Findings in what the units the user oversees published."""
    return Finding.objects.filter(unit__in=units_under(user, OVERSEERS))


def get_finding_for(user: Any, identifier: object) -> Finding:
    rows = findings_for(user).select_related("unit", "channel__unit", "release__dossier__story", "asset", "found_by")
    return allowed(rows, identifier)


def samples_for(user: Any) -> QuerySet[PatrolSample]:
    """The drawn releases on channels of units in which the user patrols."""
    return PatrolSample.objects.filter(release__channel__unit__in=patrol_units(user))


def get_sample_for(user: Any, identifier: object) -> PatrolSample:
    rows = samples_for(user).select_related(
        "release__channel__unit", "release__dossier__story", "release__dossier__unit"
    )
    return allowed(rows, identifier)


def patrolled_channels(user: Any) -> QuerySet[Channel]:
    return Channel.objects.filter(unit__in=patrol_units(user)).select_related("unit")


def patrolled_releases(user: Any) -> QuerySet[Release]:
    return Release.objects.filter(channel__unit__in=patrol_units(user)).select_related(
        "channel__unit", "dossier__story"
    )
