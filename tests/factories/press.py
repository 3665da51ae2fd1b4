"""Members of the press room and shared stories for tests, made by the real actions."""

from __future__ import annotations

from typing import Any

from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import PressMember, StoryPage
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit

_count = iter(range(1, 1_000_000))


def invited(academy: Any, unit: Unit | None = None, **values: Any) -> PressMember:
    """A journalist whom an officer of the unit invited, and who has not answered."""
    unit = unit or academy.north_lake
    officer = academy.user(Role.COMMUNICATION_OFFICER, unit)
    number = next(_count)
    told = {"name": f"记者{number}", "medium": "示范日报", "email": f"press{number}@paper.example", **values}
    return actions.invite_member(unit, acting_user=officer, **told)


def member(academy: Any, unit: Unit | None = None, **values: Any) -> PressMember:
    """A journalist who accepted the terms."""
    row = invited(academy, unit, **values)
    version = queries.terms_in_force().version
    actions.join_press_room(row, key=row.invite_key, terms_version=version, password="a-long-enough-Word-7")
    row.refresh_from_db()
    return row


def shared(story: StoryPage, user: Any) -> StoryPage:
    """A held story in the press room."""
    actions.share_with_press(story, acting_user=user)
    return story


def open_story(client_for: Any, row: PressMember, story: StoryPage) -> Any:
    """The member opens the story's page."""
    answer = client_for(row.user).get(f"/press/{story.pk}/")
    assert answer.status_code == 200
    return answer
