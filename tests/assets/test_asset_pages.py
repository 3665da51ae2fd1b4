"""The screens of rights: the one page of an asset, its forms, what ends soon, the take-downs; in both languages, bounded."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scicomm.assets import actions
from scicomm.assets.models import Asset, Consent, LicenceGrant, TakeDown
from scicomm.assets.rules import metadata
from scicomm.desk.queries.waiting import tasks_for
from scicomm.organisation.enums import Role
from tests.assets.test_embedded_metadata import RIGHTS
from tests.factories.assets import make_asset, picture_bytes
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(academy: Academy) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


@pytest.fixture
def desk(officer: Any, client: Any) -> Any:
    client.force_login(officer)
    return client


def recorded(academy: Academy) -> Asset:
    """A picture that was read, with a licence, a consent and a take-down."""
    asset = make_asset(academy.north_lake, data=picture_bytes(rights=RIGHTS))
    actions.read_asset(asset)
    day = timezone.localdate()
    LicenceGrant.objects.create(
        asset=asset, holder="摄影师甲", uses=["web"], ends_on=day + 20 * DAY, contract_number="C-7"
    )
    Consent.objects.create(asset=asset, kind="model", name="小雨", is_minor=True, guardian="陈女士", given_on=day)
    TakeDown.objects.create(
        asset=asset,
        unit=asset.unit,
        because="person",
        words="w",
        channel="other",
        reference="x:1",
        label="Poster in the hall",
    )
    return asset


def test_the_page_shows_everything_and_its_forms_change_it(academy: Academy, desk: Any) -> None:
    asset = recorded(academy)
    page = desk.get(reverse("assets_asset", args=[asset.pk])).content.decode()
    for words in (
        "摄影师甲",
        "C-7",
        "小雨",
        "陈女士",
        "Poster in the hall",
        "dc:creator",
        RIGHTS.copyright_notice,
        "清晨的北湖",
    ):
        assert words in page, words
    edit = reverse("assets_edit", args=[asset.pk])
    kept = {"title": "Lake", "licence": "cc-by-4.0", "secrecy": "public"}
    refused = desk.post(edit, {**kept, "latitude": "91", "web_statement": "javascript:alert(1)"})
    assert refused.status_code == 400
    assert set(refused.context["form"].errors) == {"latitude", "web_statement"}
    assert desk.post(edit, {**kept, "creator": "赵六", "latitude": "48.5"}).status_code == 400, "half a place"
    assert desk.post(edit, {**kept, "creator": "赵六", "taken_at": "2026-03-01T08:30"}).status_code == 302
    asset = Asset.objects.get(pk=asset.pk)
    assert (asset.creator, asset.title, asset.image.licence) == ("赵六", "Lake", "cc-by-4.0")
    copy = desk.get(reverse("assets_copy", args=[asset.pk]))
    assert metadata.read(copy.content).xmp["dc:creator"] == ["赵六"]
    assert copy["Content-Disposition"].startswith("attachment")


def test_licences_consents_blocks_and_take_downs_are_kept_by_their_forms(academy: Academy, desk: Any) -> None:
    asset = recorded(academy)
    today = timezone.localdate()
    bad = {"direction": "to_us", "holder": "P", "starts_on": today.isoformat(), "ends_on": (today - DAY).isoformat()}
    add = reverse("assets_grant_add", args=[asset.pk])
    assert desk.post(add, bad).status_code == 400
    assert desk.post(add, {**bad, "starts_on": "", "uses": ["print"], "ends_on": ""}).status_code == 302
    add = reverse("assets_consent_add", args=[asset.pk])
    minor = {"kind": "model", "name": "阿明", "is_minor": "on", "given_on": today.isoformat()}
    assert desk.post(add, minor).status_code == 400
    assert desk.post(add, {**minor, "guardian": "李先生"}).status_code == 302
    consent = Consent.objects.get(name="阿明")
    assert "withdraw" in desk.get(reverse("assets_consent", args=[consent.pk])).content.decode()
    desk.post(reverse("assets_consent_withdraw", args=[consent.pk]), {"reason": "By letter"})
    assert Asset.objects.get(pk=asset.pk).blocked_by == "consent"
    assert desk.post(reverse("assets_free", args=[asset.pk])).status_code == 400
    desk.post(reverse("assets_consent_remove", args=[consent.pk]))
    assert Asset.objects.get(pk=asset.pk).state == "active"
    block = reverse("assets_block", args=[asset.pk])
    assert desk.post(block, {"reason": ""}).status_code == 400
    desk.post(block, {"reason": "No more"})
    assert "No more" in desk.get(reverse("assets_asset", args=[asset.pk])).content.decode()
    # The consent that was there again had closed what was open.
    TakeDown.objects.filter(reference="x:1", how=TakeDown.RESTORED).update(done_at=None, how="")
    done = reverse("assets_take_down_done", args=[TakeDown.objects.get(reference="x:1").pk])
    assert desk.post(done, {"how": ""}).status_code == 400
    desk.post(done, {"how": "Poster is gone"})
    assert "Poster is gone" in desk.get(reverse("assets_take_downs")).content.decode()


def test_what_is_open_stands_first_and_one_asset_can_be_looked_at_alone(academy: Academy, desk: Any) -> None:
    one, other = make_asset(academy.north_lake, title="One"), make_asset(academy.north_lake, title="Other")
    for number, (asset, done) in enumerate([(one, True), (one, False), (other, False), (other, True)]):
        TakeDown.objects.create(
            asset=asset, unit=academy.north_lake, because="person", channel="page", reference=f"x:{number}",
            label=f"Place {number}", done_at=timezone.now() if done else None,
        )  # fmt: skip
    page = desk.get(reverse("assets_take_downs"))
    assert [row.label for row in page.context["page"]][:2] == ["Place 1", "Place 2"]
    page = desk.get(reverse("assets_take_downs"), {"asset": one.pk})
    assert [row.label for row in page.context["page"]] == ["Place 1", "Place 0"]
    assert page.context["page_note"] == "One" and "全部撤图任务" in page.content.decode()
    assert desk.get(reverse("assets_take_downs"), {"asset": "9" * 30}).status_code == 200


def test_a_picture_in_many_places_waits_as_one_task(academy: Academy, officer: Any) -> None:
    asset = make_asset(academy.north_lake, title="Ice")
    for number in range(3):
        TakeDown.objects.create(
            asset=asset,
            unit=academy.north_lake,
            because="licence",
            channel="page",
            reference=f"x:{number}",
            label="Place",
        )
    (task,) = tasks_for(officer)
    assert (task.title, task.note) == ("Ice", "3 处：授权到期")
    assert task.url == f"{reverse('assets_take_downs')}?asset={asset.pk}"
    TakeDown.objects.exclude(reference="x:1").delete()
    (task,) = tasks_for(officer)
    assert (task.title, task.note) == ("Place", "Ice：授权到期")


def test_the_chooser_says_why_and_does_not_hand_out(academy: Academy, desk: Any, officer: Any) -> None:
    good, bad = make_asset(academy.north_lake), make_asset(academy.north_lake)
    actions.block_asset(bad, acting_user=officer, reason="The sitter objects")
    results = desk.get(reverse("wagtailimages_chooser:choose_results"))
    assert "The sitter objects" in results.content.decode()
    chosen = desk.get(reverse("wagtailimages_chooser:chosen", args=[bad.image_id])).json()
    assert chosen["step"] == "refused"
    assert "The sitter objects" in chosen["html"]
    assert desk.get(reverse("wagtailimages_chooser:chosen", args=[good.image_id])).json()["step"] == "chosen"
    many = desk.get(reverse("wagtailimages_chooser:chosen_multiple"), {"id": [good.image_id, bad.image_id]}).json()
    assert [one["id"] for one in many["result"]] == [str(good.image_id)]


def test_lists_and_the_page_of_an_asset_ask_the_same_however_much_there_is(academy: Academy, desk: Any) -> None:
    def asked(address: str) -> int:
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    lists = [reverse("assets_ending"), reverse("assets_take_downs")]
    empty = {address: asked(address) for address in lists}
    recorded(academy)
    one = {address: asked(address) for address in lists}
    asset_page = reverse("assets_asset", args=[Asset.objects.get().pk])
    for _each in range(5):
        recorded(academy)
    many = {address: asked(address) for address in lists}
    assert one == many
    # The shell of the admin asks for its menu and the user's rights, with an empty list too.
    assert all(many[address] - empty[address] <= 12 for address in lists)
    assert asked(asset_page) - empty[lists[0]] <= 25
    assert desk.get(lists[0]).content.decode().count("摄影师甲") == 6
