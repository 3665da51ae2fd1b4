"""Topics planned by a unit's officer."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from scicomm.newsroom import actions
from scicomm.newsroom.models import Topic
from scicomm.organisation.enums import Role

TODAY = timezone.localdate()


def plan(academy: Any, title: str = "湖冰专题", unit: Any = None, **values: Any) -> Topic:
    unit = unit or academy.north_lake
    officer = academy.user(Role.COMMUNICATION_OFFICER, unit)
    return actions.open_topic(unit=unit, acting_user=officer, title=title, **values)
