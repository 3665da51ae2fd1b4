"""Units, people and their roles for tests: one small academy of three levels, and factories for more."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

import factory

from scicomm.core.worker import Worker
from scicomm.organisation.actions import appoint, create_home_pages, create_unit
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Person, Unit, UnitKind, User
from scicomm.portal.models import CacheGeneration
from tests.snapshot import Snapshot


class UserFactory(factory.django.DjangoModelFactory):
    """An account; `superuser=True` for one with all rights."""

    class Meta:
        model = User
        django_get_or_create = ("username",)

    class Params:
        superuser = factory.Trait(is_superuser=True, is_staff=True)

    username = factory.Sequence("user{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@demo.example")


class PersonFactory(factory.django.DjangoModelFactory):
    """A person of a unit; `signs_in=True` gives an account."""

    class Meta:
        model = Person

    class Params:
        signs_in = factory.Trait(user=factory.SubFactory(UserFactory))
        expert = factory.Trait(is_expert=True, title_zh="研究员", title_en="Professor")

    family_name_zh = "沈"
    given_name_zh = factory.Sequence("知{}".format)
    family_name_en = "Shen"
    given_name_en = factory.Sequence("Zhi{}".format)


class Academy:
    """Academy > two branches > two institutes each, with home pages in both languages and people made when asked for.

    `academy.north_lake` and `academy.north_hill` are institutes of the north branch, `academy.south_star` and
    `academy.south_sea` of the south branch. `academy.user(Role.FIRST_REVIEWER, academy.north_lake)` is a signed-up holder of
    that role there.
    """

    def __init__(self) -> None:
        self.users: dict[tuple[str, int], User] = {}
        SKELETON.put_back()
        units = {unit.slug: unit for unit in Unit.objects.select_related("kind", "collection")}
        self.top, self.north, self.south = units["academy"], units["north"], units["south"]
        self.north_lake, self.north_hill = units["north-lake"], units["north-hill"]
        self.south_star, self.south_sea = units["south-star"], units["south-sea"]

    @cached_property
    def superuser(self) -> User:
        return UserFactory(username="root", superuser=True)

    def person(self, unit: Unit, **values: Any) -> Person:
        return PersonFactory(unit=unit, **values)

    def user(self, role: Role | str, unit: Unit) -> User:
        """The holder of a role in a unit; the same one each time."""
        key = (str(role), unit.pk)
        if key not in self.users:
            person = PersonFactory(unit=unit, user=UserFactory(username=f"{role}-{unit.slug}"))
            appoint(person, str(role), unit, starts_on=dt.date(2020, 1, 1))
            self.users[key] = person.user
        return self.users[key]


def _build_skeleton() -> None:
    create_home_pages(title_zh="示范科学院", title_en="Demonstration Academy", host="localhost", port=80)
    kinds = {
        code: UnitKind.objects.get_or_create(code=code, defaults={"name_zh": zh, "name_en": code, "level": level})[0]
        for level, (code, zh) in enumerate([("academy", "院"), ("branch", "分院"), ("institute", "研究所")], 1)
    }

    def unit(kind: str, slug: str, name_zh: str, name_en: str, parent: Unit | None) -> Unit:
        return create_unit(kind=kinds[kind], parent=parent, slug=slug, name_zh=name_zh, name_en=name_en)

    top = unit("academy", "academy", "示范科学院", "Demonstration Academy", None)
    north = unit("branch", "north", "北方分院", "North Branch", top)
    south = unit("branch", "south", "南方分院", "South Branch", top)
    unit("institute", "north-lake", "湖泊研究所", "Institute of Lakes", north)
    unit("institute", "north-hill", "山地研究所", "Institute of Hills", north)
    unit("institute", "south-star", "星系研究所", "Institute of Stars", south)
    unit("institute", "south-sea", "海洋研究所", "Institute of Seas", south)
    # What follows from all this is done once here, not again in every test that lets the worker work.
    Worker().drain()
    # No page is kept but in tests that ask for it: without a generation nothing may be.
    CacheGeneration.objects.all().delete()


SKELETON = Snapshot(_build_skeleton)
