"""Who may do what where: duties from appointments, the policy of all models with a unit, and fetching with permission.

A role held in a unit reaches everything below it for reading, assigning, reviewing and scoring; changing things is for those
who hold the role in the very unit the thing belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from wagtail.models import Page
from wagtail.permission_policies import BasePermissionPolicy

from scicomm.organisation.enums import EDITORS, OVERSEERS, REVIEWERS, STAFF, Role, TokenScope
from scicomm.organisation.models import ApiToken, Appointment, Person, Unit, UnitPage, User
from scicomm.organisation.rules import token_digest

__all__ = [
    "EDITORS",
    "OVERSEERS",
    "REVIEWERS",
    "STAFF",
    "AdministeredPolicy",
    "HousePolicy",
    "Role",
    "TokenScope",
    "UnitPermissionPolicy",
    "allowed",
    "can_revoke_token",
    "choosable_pages_for",
    "current_holders",
    "duties",
    "forget_duties",
    "get_person_for",
    "get_token_for",
    "get_unit_for",
    "holds",
    "holds_anywhere",
    "holds_here",
    "is_staff",
    "may_administer",
    "pages_for",
    "person_of",
    "require",
    "rules_the_house",
    "token_of",
    "token_units",
    "tokens_for",
    "units_here",
    "units_under",
]

Someone = User | AnonymousUser
M = TypeVar("M", bound=Model)


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


def units_under(user: Any, roles: Iterable[str] = OVERSEERS) -> QuerySet[Unit]:
    """The units in which, or above which, the user holds one of the roles."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Unit.objects.all()
    wanted = set(roles)
    reach = Q(pk__in=[])
    for path, held in duties(user).items():
        if held & wanted:
            reach |= Q(path__startswith=path)
    return Unit.objects.filter(reach)


def units_here(user: Any, roles: Iterable[str] = EDITORS) -> QuerySet[Unit]:
    """The units in which the user holds one of the roles."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Unit.objects.all()
    wanted = set(roles)
    return Unit.objects.filter(path__in=[path for path, held in duties(user).items() if held & wanted])


def person_of(user: Any) -> Person | None:
    """The person behind an account, if any."""
    return Person.objects.filter(user=user).first() if getattr(user, "is_authenticated", False) else None


def allowed(queryset: QuerySet[M], identifier: object) -> M:
    """The object with that id among those the user may have, or 404: what is not theirs does not exist for them."""
    try:
        found = queryset.filter(pk=identifier).first()
    except (ValueError, TypeError):
        found = None
    if found is None:
        raise Http404
    return found


def get_unit_for(user: Any, slug: str) -> Unit:
    """A unit the user has a duty in or above, by its short address."""
    found = units_under(user, STAFF).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def get_person_for(user: Any, identifier: object) -> Person:
    """A person of a unit the user oversees."""
    mine = Person.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")
    return allowed(mine, identifier)


def require(condition: bool) -> None:
    """Refuse unless the condition holds."""
    if not condition:
        raise PermissionDenied


def may_administer(user: Any, unit: Unit | None) -> bool:
    """Administrators of the unit or above."""
    return bool(user.is_superuser) or (unit is not None and holds(user, [Role.ADMINISTRATOR], unit))


def holds_at_the_top(user: Any, roles: Iterable[str]) -> bool:
    """Whether the user holds one of the roles in the top unit: the way to what is done for all units at once."""
    if getattr(user, "is_superuser", False) and user.is_active:
        return True
    wanted = set(roles)
    return any(len(path) == Unit.steplen and held & wanted for path, held in duties(user).items())


def rules_the_house(user: Any) -> bool:
    """Administrators of the top unit: they see reports and settings that speak of all units at once."""
    return holds_at_the_top(user, [Role.ADMINISTRATOR])


def pages_for(user: Any) -> QuerySet[Page]:
    """The pages a user may meet in the staff screens, drafts included: those of the units they oversee, their own, and the
    frame that all share (the root and the academy's home pages). What they may do there, Wagtail's page rights decide."""
    sites = UnitPage.objects.filter(unit__in=units_under(user, OVERSEERS)).values_list("path", flat=True)
    reach = Q(owner_id=user.pk or -1) | Q(depth__lte=2)
    for path in sites:
        reach |= Q(path__startswith=path)
    return Page.objects.filter(reach)


def choosable_pages_for(user: Any) -> QuerySet[Page]:
    """The pages a user may link to: what is public, and what they may meet anyway."""
    return pages_for(user) | Page.objects.live().public()


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


def current_holders(unit: Unit, role: Role | str) -> QuerySet[Person]:
    """The people who hold a role for a unit: in the unit itself or, where it has nobody, in the nearest unit above."""
    for path in unit.ancestor_paths():
        people = Person.objects.filter(
            appointments__in=Appointment.objects.current().filter(role=role, unit__path=path)
        ).distinct()
        if people.exists():
            return people
    return Person.objects.none()


def token_units(user: Any) -> QuerySet[Unit]:
    """The units for which a person may make tokens: those where they hold any role."""
    return units_here(user, STAFF) if getattr(user, "is_authenticated", False) else Unit.objects.none()


def tokens_for(user: Any) -> QuerySet[ApiToken]:
    """One's own tokens, and those of the units one administers."""
    administered = units_under(user, [Role.ADMINISTRATOR])
    return ApiToken.objects.filter(Q(user_id=user.pk) | Q(unit__in=administered))


def get_token_for(user: Any, identifier: object) -> ApiToken:
    return allowed(tokens_for(user).select_related("unit", "user"), identifier)


def can_revoke_token(user: Any, token: ApiToken) -> bool:
    """Who made it, and administrators of its unit or above."""
    return token.user_id == user.pk or may_administer(user, token.unit)


def token_of(secret: str) -> ApiToken | None:
    """The valid token with this secret. Its user's rights are narrowed to the token's unit, for as long as this object lives."""
    found = ApiToken.objects.valid().filter(digest=token_digest(secret)).select_related("user", "unit").first()
    if found is not None:
        held = duties(found.user).get(found.unit.path, frozenset())
        found.user._scicomm_duties = {found.unit.path: held}  # type: ignore[attr-defined]
    return found
