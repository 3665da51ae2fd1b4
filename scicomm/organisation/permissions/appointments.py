"""The duties that appointments give: who holds which role where, today.

A role held in a unit reaches everything below it for reading, assigning, reviewing and scoring; changing things is for those
who hold the role in the very unit the thing belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scicomm.organisation.enums import Role
from scicomm.organisation.models import Appointment, Unit


def duties(user: Any) -> dict[str, frozenset[str]]:
    """Unit path to the roles the user holds there today. Kept on the user object, which lives as long as one request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return {}
    kept = getattr(user, "_scicomm_duties", None)
    if kept is None:
        found: dict[str, set[str]] = {}
        current = Appointment.objects.current().filter(person__user=user)
        for path, role in current.values_list("unit__path", "role"):
            found.setdefault(path, set()).add(role)
        kept = user._scicomm_duties = {path: frozenset(roles) for path, roles in found.items()}
    return dict(kept)


def forget_duties(user: Any) -> None:
    """Drop what is remembered on a user object after an appointment changed."""
    if hasattr(user, "_scicomm_duties"):
        del user._scicomm_duties


def holds(user: Any, roles: Iterable[str], unit: Unit) -> bool:
    """Whether the user holds one of the roles in this unit or in one above it."""
    wanted = set(roles)
    return bool(user.is_authenticated and user.is_active and user.is_superuser) or any(
        unit.path.startswith(path) and held & wanted for path, held in duties(user).items()
    )


def holds_here(user: Any, roles: Iterable[str], unit: Unit) -> bool:
    """Whether the user holds one of the roles in this very unit."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return True
    return bool(duties(user).get(unit.path, frozenset()) & set(roles))


def is_staff(user: Any) -> bool:
    """Whether the user may see staff screens at all."""
    return bool(getattr(user, "is_superuser", False) and user.is_active) or bool(duties(user))


def holds_anywhere(user: Any, roles: Iterable[str]) -> bool:
    """Whether the user holds one of the roles in any unit."""
    wanted = set(roles)
    return bool(getattr(user, "is_superuser", False) and user.is_active) or any(
        held & wanted for held in duties(user).values()
    )


def may_administer(user: Any, unit: Unit | None) -> bool:
    """Administrators of the unit or above."""
    return bool(user.is_superuser) or (unit is not None and holds(user, [Role.ADMINISTRATOR], unit))


def may_set_up(user: Any, unit: Unit | None) -> bool:
    """Administrators of the unit or above; the system itself (no user) sets up the first units."""
    return user is None or may_administer(user, unit)


def holds_at_the_top(user: Any, roles: Iterable[str]) -> bool:
    """Whether the user holds one of the roles in the top unit: the way to what is done for all units at once."""
    if getattr(user, "is_superuser", False) and user.is_active:
        return True
    wanted = set(roles)
    return any(len(path) == Unit.steplen and held & wanted for path, held in duties(user).items())


def rules_the_house(user: Any) -> bool:
    """Administrators of the top unit: they see reports and settings that speak of all units at once."""
    return holds_at_the_top(user, [Role.ADMINISTRATOR])
