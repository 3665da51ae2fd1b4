"""The policies that Wagtail asks: models whose rows belong to a unit, the organisation itself, and what all units share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from scicomm.organisation.enums import EDITORS, OVERSEERS, Role
from scicomm.organisation.models import Appointment, Unit, User
from scicomm.organisation.permissions.appointments import holds, holds_anywhere, holds_here, rules_the_house
from scicomm.organisation.permissions.units import units_here, units_under

READ = frozenset({"view", "choose"})


class UnitPermissionPolicy(BasePermissionPolicy):
    """The policy of a model whose rows belong to a unit.

    `read` roles see rows of their unit and of all below; `write` roles add, change and delete rows of their very unit.
    `unit_field` names the way to the unit (`"unit"`, `"journal__unit"`).
    """

    def __init__(
        self,
        model: Any,
        *,
        read: Collection[str] = OVERSEERS,
        write: Collection[str] = EDITORS,
        unit_field: str = "unit",
    ) -> None:
        super().__init__(model)
        self.read = frozenset(read) | frozenset(write)
        self.write = frozenset(write)
        self.unit_field = unit_field

    def units_for(self, user: Any, action: str) -> QuerySet[Unit]:
        """The units in whose rows the user may do this."""
        return units_under(user, self.read) if action in READ else units_here(user, self.write)

    def unit_of(self, instance: Any) -> Unit | None:
        """The unit a row belongs to; None while a new row has none yet."""
        value: Any = instance
        for step in self.unit_field.split("__"):
            if getattr(value, f"{step}_id", None) is None and step != "unit":
                return None
            value = getattr(value, step, None)
        return value if isinstance(value, Unit) else None

    def user_has_permission(self, user: Any, action: str) -> bool:
        roles = self.read if action in READ else self.write
        return holds_anywhere(user, roles)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        unit = instance if isinstance(instance, Unit) else self.unit_of(instance)
        if unit is None:
            return False
        return holds(user, self.read, unit) if action in READ else holds_here(user, self.write, unit)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        units = Unit.objects.none()
        for action in actions:
            units = units | self.units_for(user, action)
        manager = self.model._default_manager
        if self.model is Unit:
            return manager.filter(pk__in=units.values("pk"))
        return manager.filter(**{f"{self.unit_field}__in": units})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        roles = frozenset().union(*(self.read if action in READ else self.write for action in actions))
        holders = Appointment.objects.current().filter(role__in=roles).values("person__user_id")
        return User.objects.filter(Q(pk__in=holders) | Q(is_superuser=True), is_active=True)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[User]:
        allowed_ids = [
            user.pk
            for user in self.users_with_any_permission(actions)
            if self.user_has_any_permission_for_instance(user, actions, instance)
        ]
        return User.objects.filter(pk__in=allowed_ids)


class AdministeredPolicy(UnitPermissionPolicy):
    """Units, people and appointments: overseers read them, administrators of the unit or above add and change them.

    Nothing is removed, because facts speak of it for ever. A unit is added below one that the user administers.
    """

    refused = frozenset({"delete"})

    def __init__(self, model: Any, *, unit_field: str = "unit") -> None:
        super().__init__(model, read=OVERSEERS, write={Role.ADMINISTRATOR}, unit_field=unit_field)

    def units_for(self, user: Any, action: str) -> QuerySet[Unit]:
        if action in self.refused:
            return Unit.objects.none()
        return units_under(user, self.read if action in READ else self.write)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.refused and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        unit = instance if isinstance(instance, Unit) else self.unit_of(instance)
        return unit is not None and self.units_for(user, action).filter(pk=unit.pk).exists()


class HousePolicy(BasePermissionPolicy):
    """Reference data that all units share: administrators of the top unit add and change it, nobody removes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and rules_the_house(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager
        return rows.all() if any(self.user_has_permission(user, action) for action in actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        top = Appointment.objects.current().filter(role=Role.ADMINISTRATOR, unit__depth=1).values("person__user_id")
        return User.objects.filter(Q(pk__in=top) | Q(is_superuser=True), is_active=True)
