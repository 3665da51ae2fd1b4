"""The wall test: nobody sees or changes a private thing of another unit, at whatever address, by whatever method.

A unit full of private things (tests/walls/objects.py) is visited at every address of the system (tests/walls/addresses.py) by
people of other units, by a stranger, and by a coordinator above, who reads but does not edit.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest

from scicomm.organisation.enums import Role
from tests.walls.addresses import DUTIES_FROM_ABOVE, LEFT_OUT, filled, patterns, queries_of
from tests.walls.objects import MAKERS, NO_ENTRY, World, models_of_units
from tests.walls.walk import Walk

pytestmark = pytest.mark.django_db
SLICES = 8


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of refusals are what this test is made of; they need not be told one by one."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.fixture
def world(academy: Any) -> World:
    return World(academy)


def test_every_model_of_a_unit_is_in_the_walled_unit() -> None:
    known = {model._meta.label for model in MAKERS} | NO_ENTRY.keys()
    missing = [model._meta.label for model in models_of_units() if model._meta.label not in known]
    assert not missing, f"tests/walls/objects.py makes no private example of: {', '.join(missing)}"


@pytest.mark.parametrize("part", range(SLICES))
def test_no_address_lets_another_unit_see_or_change_anything(part: int, world: World, client_for: Any) -> None:
    walk = Walk(world, client_for)
    south = world.academy.south_sea
    strangers = [
        walk.visitor(role, user, client_for)
        for role, user in (
            ("officer of another institute", world.academy.user(Role.COMMUNICATION_OFFICER, south)),
            ("reviewer of another branch", world.academy.user(Role.SECOND_REVIEWER, world.academy.south)),
            ("contributor of another institute", world.academy.user(Role.CONTRIBUTOR, south)),
            ("anonymous visitor", None),
        )
    ]
    above = walk.visitor("coordinator above", world.academy.user(Role.COORDINATOR, world.academy.north), client_for)
    unknown = []
    for number, address in enumerate(patterns()):
        if number % SLICES != part or address.name in LEFT_OUT:
            continue
        try:
            paths = filled(address, world)
        except LookupError as error:
            unknown.append(str(error))
            continue
        form = walk.form_of(paths[0])
        queries = queries_of(address, world)
        for path in paths:
            for who in strangers:
                # The admin leads a stranger to the sign-in before it looks at anything; one path of each address shows it.
                if who.user is not None or path == paths[0] or not path.startswith("/admin/"):
                    walk.visit(who, path, form, queries, reads=False, writes=False)
            walk.visit(above, path, form, [], reads=True, writes=address.name in DUTIES_FROM_ABOVE)
    wrong = [f"fill this in tests/walls/addresses.py: {line}" for line in unknown]
    wrong += [
        f"{who.role}: {line}" for who in (*strangers, above) for line in (*who.seen, *who.changed, *who.broken)
    ]
    assert not wrong, "\n".join(wrong)
