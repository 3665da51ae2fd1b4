"""Assignments for tests, given by the real actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from scicomm.newsroom import actions
from scicomm.newsroom.actions import Share
from scicomm.newsroom.models import Assignment
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit


def editor(academy: Any, unit: Unit) -> Any:
    """Who gives and answers for a unit: coordinators above, communication officers in institutes."""
    role = Role.COMMUNICATION_OFFICER if unit.depth == 3 else Role.COORDINATOR
    return academy.user(role, unit)


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def make_call(
    academy: Any, *, quota: int = 10, shares: Any = None, days: int = 30, title: str = "冬季观测"
) -> Assignment:
    """The academy's call: six pieces from the north, four from the south, unless shares say otherwise."""
    wanted = shares if shares is not None else [Share(6, academy.north), Share(4, academy.south)]
    return actions.open_call(
        academy.top, title=title, brief="讲清楚冬天怎么观测。", quota=quota, due_on=in_days(days), shares=wanted,
        acting_user=editor(academy, academy.top),
    )  # fmt: skip


def part(call: Assignment, unit: Unit) -> Assignment:
    """The part of a call that a unit was given."""
    return Assignment.objects.get(parent=call, unit=unit, person=None)


def give_down(academy: Any, call: Assignment, quota: int = 6) -> Assignment:
    """The north's part given on to the institute of lakes, whole; returns the institute's."""
    branch = part(call, academy.north)
    actions.split_assignment(
        branch, shares=[Share(quota, academy.north_lake)], acting_user=editor(academy, academy.north)
    )
    return part(branch, academy.north_lake)
