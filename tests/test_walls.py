"""The wall test: nobody sees or changes a private thing of another unit, at whatever address, by whatever method.

A unit full of private things (tests/walls/objects.py) is visited at every address of the system (tests/walls/addresses.py) by
people of other units, by a stranger, and by a coordinator above, who reads but does not edit.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.apps import apps
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page

from scicomm.assets.models import AssetDocument, AssetImage
from scicomm.newsroom.models import Lead
from scicomm.organisation.actions import appoint
from scicomm.organisation.enums import Role
from scicomm.organisation.models import UnitPage
from tests.factories.organisation import Academy
from tests.snapshot import Snapshot
from tests.walls.addresses import DUTIES_FROM_ABOVE, LEFT_OUT, filled, patterns, queries_of
from tests.walls.objects import COMMON, MAKERS, NO_ENTRY, World, models_of_units
from tests.walls.reachable import TAKEN_ON_PURPOSE, taken_by_others
from tests.walls.walk import PLAIN, Visitor, Walk

pytestmark = pytest.mark.django_db
SLICES = 6


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of refusals are what this test is made of; they need not be told one by one."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


WORLD = Snapshot(lambda: World(Academy()))


@pytest.fixture
def world(db: None) -> World:
    """Built once in a test process; its rows are put back before every later test."""
    world: World = WORLD.put_back()
    return world


def test_every_model_of_a_unit_is_in_the_walled_unit() -> None:
    known = {model._meta.label for model in MAKERS} | NO_ENTRY.keys()
    missing = [model._meta.label for model in models_of_units() if model._meta.label not in known]
    assert not missing, f"tests/walls/objects.py makes no private example of: {', '.join(missing)}"


def test_no_address_is_taken_by_the_pattern_of_another_view() -> None:
    """The walls are asked by address; a view whose address another room takes would be neither reachable nor asked."""
    assert {line.split(": ")[1] for line in taken_by_others()} == TAKEN_ON_PURPOSE


def _holder_of_every_role_elsewhere(world: World) -> Any:
    """Rights add up, so that one who holds every role of another institute and of its branch sees what any of them sees."""
    user = world.academy.user(Role.COMMUNICATION_OFFICER, world.academy.south_sea)
    for unit in (world.academy.south_sea, world.academy.south):
        for role in Role:
            appoint(user.person, role, unit, starts_on=dt.date(2020, 1, 1))
    return user


@pytest.mark.parametrize("part", range(SLICES))
def test_no_address_lets_another_unit_see_or_change_anything(part: int, world: World, client_for: Any) -> None:
    walk = Walk(world, client_for)
    strangers = [
        walk.visitor("holder of every role elsewhere", _holder_of_every_role_elsewhere(world), client_for),
        walk.visitor("anonymous visitor", None, client_for),
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
    wrong += [f"{who.role}: {line}" for who in (*strangers, above) for line in (*who.seen, *who.changed, *who.broken)]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def walk(world: World, client_for: Any) -> Walk:
    return Walk(world, client_for)


@pytest.fixture
def officer(walk: Walk, client_for: Any) -> Visitor:
    """A communication officer of another institute."""
    user = walk.world.academy.user(Role.COMMUNICATION_OFFICER, walk.world.academy.south_sea)
    return walk.visitor("officer of another institute", user, client_for)


@pytest.mark.parametrize("how", ["named", "all", "all of a folder"])
def test_bulk_actions_name_and_change_nothing_of_another_unit(how: str, walk: Walk, officer: Visitor) -> None:
    """The screen of a bulk action also lists what one may not touch; even that would be seen."""
    bulk_action_registry._scan_for_bulk_actions()
    world, paths = walk.world, []
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            found = apps.get_model(app, model)
            keys = {Page: [page.pk for page in world.pages]}.get(found) or [row.pk for row in world.made.get(found, [])]
            folder = UnitPage.objects.filter(unit=world.unit)[0].pk if found is Page else world.unit.collection_id
            ids = "&".join(f"id={key}" for key in keys or [world.officer.pk]) if how == "named" else "id=all"
            more = f"&childOf={folder}" if how == "all of a folder" else ""
            paths += [f"/admin/bulk/{app}/{model}/{action}/?next=/admin/&{ids}{more}" for action in actions]
    assert len(paths) >= 10, "Wagtail's bulk actions were not found"
    for path in paths:
        walk.visit(officer, path, dict(PLAIN), [], reads=False, writes=False)
    assert not [*officer.seen, *officer.changed, *officer.broken]


@pytest.mark.parametrize("signed_in", [False, True])
def test_private_things_cannot_be_had_at_their_public_addresses(
    signed_in: bool, walk: Walk, officer: Visitor, client_for: Any
) -> None:
    world = walk.world
    who = officer if signed_in else walk.visitor("anonymous visitor", None, client_for)
    hidden = [world.stories[state] for state in ("draft", "first_review", "held")]
    image, document = world.one(AssetImage), world.one(AssetDocument)
    paths = [str(page.get_url()) for page in hidden]
    paths += [f"/en{path}" for path in paths] + [
        document.url,
        f"/media/{document.file.name}",
        f"/media/{image.file.name}",
    ]
    for path in paths:
        response, _text = walk.ask(who, "get", path)
        assert response.status_code == 404, f"{path} answers {response.status_code}"
    response, _text = walk.ask(walk.insider, "get", document.url)
    assert response.status_code == 200, "the unit itself cannot have its document"


def test_the_private_things_can_be_seen_by_those_whose_they_are(walk: Walk, client_for: Any) -> None:
    """Without this, a world whose secrets stand nowhere would pass every other test here."""
    own = walk.visitor("own officer", walk.world.officer, client_for)
    above = walk.visitor(
        "coordinator above", walk.world.academy.user(Role.COORDINATOR, walk.world.academy.north), client_for
    )
    lead, draft = walk.world.one(Lead), walk.world.stories["draft"]
    for who in (own, above):
        for path, secret in (
            (f"/admin/leads/{lead.pk}/", "zz7qxjlead"),
            (f"/admin/stories/{draft.pk}/", "zz7qxjstorydraft"),
        ):
            assert secret in walk.ask(who, "get", path)[1], f"{who.role} does not see {secret}"
    for path, secret in (
        (f"/admin/choose-page/search/?q={COMMON}", "zz7qxjstorydraft"),
        ("/admin/choose-page/search/?q=未公开的内容", "zz7qxjstorydraft"),
        ("/admin/pages/search/?q=公开内容", "zz7qxjstorydraft"),
        ("/admin/images/chooser/results/?q=未公开", "zz7qxjimage"),
        ("/admin/documents/chooser/results/?q=未公开", "zz7qxjdocument"),
        ("/admin/tag-autocomplete/?term=zz7qxj", "zz7qxjimagetag"),
    ):
        assert secret in walk.ask(own, "get", path)[1], f"{path} does not find {secret}"


def test_the_watch_notices_a_change_and_undoes_it(walk: Walk) -> None:
    """The instrument itself: a change by the unit's own officer is seen, and nothing of it is left."""
    lead = walk.world.one(Lead)
    walk.ask(walk.insider, "post", f"/admin/leads/{lead.pk}/decline/", {"reason": "不合适", "decline_reason": "不合适"})
    assert any("newsroom_lead" in change for change in walk.watch.changes), walk.watch.changes
    assert Lead.objects.get(pk=lead.pk).state == lead.state
