"""When a licence ends or a consent is withdrawn: blocked, listed by channel, taken down; and free again with a new term."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from PIL import Image
from wagtail.models import ReferenceIndex

from scicomm.assets import actions, queries
from scicomm.assets.enums import Use
from scicomm.assets.models import Asset, Consent, LicenceGrant, TakeDown
from scicomm.channels.models import Release
from scicomm.core.doors import held_open
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.desk.queries.waiting import tasks_for
from scicomm.newsroom.models import DOOR, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.assets import make_asset
from tests.factories.newsroom import make_story
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(academy: Academy) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def put_on(story: StoryPage, asset: Asset | None) -> None:
    """The public page shows the picture, as a published correction would make it."""
    page = StoryPage.objects.get(pk=story.pk)
    page.cover_image = asset.image if asset else None
    with held_open(DOOR):
        page.save()
    # The task that keeps Wagtail's index is queued after the commit, which a test never reaches.
    ReferenceIndex.create_or_update_for_object(page)


def test_a_licence_that_ended_blocks_lists_every_use_by_channel_and_is_settled_by_taking_it_out(
    academy: Academy, officer: Any, client: Any
) -> None:
    asset = make_asset(academy.north_lake)
    story = make_story(academy, state="published")
    Worker().drain()
    put_on(story, asset)
    rendition = asset.image.get_rendition("width-80")
    yesterday = timezone.localdate() - DAY
    LicenceGrant.objects.create(asset=asset, holder="A. Painter", ends_on=yesterday)
    assert actions.check_terms() == 1
    assert actions.check_terms() == 0, "once"
    Worker().drain()
    asset.refresh_from_db()
    assert (asset.state, asset.blocked_by) == ("blocked", "licence")
    assert FactRecord.objects.filter(name="assets.asset_use_ended").count() == 1
    waiting = TakeDown.objects.filter(done_at=None)
    releases = Release.objects.sent().filter(dossier__story=story).exclude(channel__kind="site")
    assert sorted(waiting.values_list("channel", flat=True)) == sorted(["page", *["feed"] * releases.count()])
    assert {task.unit for task in waiting} >= {academy.north_lake, academy.top}
    assert {task.url for task in tasks_for(officer)} == {f"/admin/stories/{story.pk}/"}

    response = client.get(rendition.url)
    assert response.status_code == 200
    with rendition.file.open("rb") as file, Image.open(io.BytesIO(file.read())) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (rendition.width, rendition.height))
        assert drawn.convert("RGB").getpixel((1, 1)) == pytest.approx((228, 230, 227), abs=3), (
            "an empty frame, never a broken picture"
        )
    assert "blocked" in {one.code for one in queries.use_problems([asset], timezone.now(), Use.WEB)[asset.pk]}

    page_task = waiting.get(channel="page")
    with pytest.raises(actions.StillThere):
        actions.close_take_down(page_task, acting_user=officer, how="I say so")
    assert actions.check_take_downs() == 0
    put_on(story, None)
    assert actions.check_take_downs() == 1 + releases.filter(channel__kind="feed").count()
    page_task.refresh_from_db()
    assert (page_task.how, page_task.done_by) == (TakeDown.GONE, None)
    assert not TakeDown.objects.filter(done_at=None).exists()


def test_what_a_newsletter_sent_is_closed_by_hand_with_words(academy: Academy, officer: Any) -> None:
    asset = make_asset(academy.north_lake)
    story = make_story(academy, state="published")
    Worker().drain()
    put_on(story, asset)
    Release.objects.filter(channel__kind="newsletter", dossier__story=story).update(state="sent")
    actions.block_asset(asset, acting_user=officer, reason="The sitter objects")
    Worker().drain()
    Worker().drain()
    task = TakeDown.objects.filter(channel="newsletter", unit=academy.north_lake).get()
    assert task.words == "The sitter objects"
    put_on(story, None)
    actions.check_take_downs()
    task.refresh_from_db()
    assert task.done_at is None
    with pytest.raises(ValidationError):
        actions.close_take_down(task, acting_user=officer, how=" ")
    with pytest.raises(PermissionDenied):
        actions.close_take_down(task, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea), how="x")
    actions.close_take_down(task, acting_user=officer, how="Readers were told")
    assert TakeDown.objects.get(pk=task.pk).done_by == officer


def test_a_withdrawn_consent_blocks_at_once_and_a_new_one_does_not_bring_it_back_alone(
    academy: Academy, officer: Any
) -> None:
    asset = make_asset(academy.north_lake)
    with pytest.raises(ValidationError, match=r"guardian|监护"):
        actions.save_consent(
            asset,
            acting_user=officer,
            kind="model",
            name="小雨",
            is_minor=True,
            guardian="",
            given_on=dt.date(2026, 1, 5),
        )
    consent = actions.save_consent(
        asset, acting_user=officer, kind="model", name="小雨", is_minor=True, guardian="陈女士", guardian_relation="母亲",
        uses=["web"], given_on=dt.date(2026, 1, 5),
    )  # fmt: skip
    assert queries.use_problems([asset], timezone.now(), "web") == {}
    assert [one.code for one in queries.use_problems([asset], timezone.now(), "press")[asset.pk]] == ["consent"]
    with pytest.raises(ValidationError):
        actions.withdraw_consent(consent, acting_user=officer, reason="")
    actions.withdraw_consent(consent, acting_user=officer, reason="By letter of the mother")
    asset.refresh_from_db()
    assert (asset.state, asset.blocked_by) == ("blocked", "consent")
    with pytest.raises(ValidationError):
        actions.free_asset(asset, acting_user=officer)
    actions.save_consent(asset, acting_user=officer, kind="model", name="阿明", given_on=dt.date(2026, 1, 5))
    assert Asset.objects.get(pk=asset.pk).state == "blocked"
    actions.remove_consent(Consent.objects.get(pk=consent.pk), acting_user=officer)
    assert Asset.objects.get(pk=asset.pk).state == "active"


def test_terms_uses_and_directions(academy: Academy, officer: Any) -> None:
    asset, day, now = make_asset(academy.north_lake), timezone.localdate(), timezone.now()

    def codes(use: str = "") -> list[str]:
        return [one.code for one in queries.use_problems([asset], now, use).get(asset.pk, [])]

    actions.save_grant(asset, acting_user=officer, holder="Press", direction="by_us", ends_on=day - DAY)
    assert codes() == [], "a licence we gave ends for them, not for us"
    ours = actions.save_grant(asset, acting_user=officer, holder="Painter", uses=["web", "social"], ends_on=day)
    assert (codes("web"), codes("print"), codes()) == ([], ["licence"], [])
    with pytest.raises(ValidationError):
        actions.save_grant(asset, ours, acting_user=officer, starts_on=day + DAY)
    actions.save_grant(asset, ours, acting_user=officer, ends_on=day - DAY)
    asset.refresh_from_db()
    assert asset.state == "blocked"
    actions.save_grant(asset, ours, acting_user=officer, ends_on=day + 365 * DAY)
    asset.refresh_from_db()
    assert asset.state == "active", "a prolonged licence frees it"
    actions.change_asset(asset, acting_user=officer, secrecy="internal")
    assert (codes("web"), codes("internal")) == (["secrecy"], ["licence"])


def test_thirty_and_seven_days_before_the_end_it_is_said_once(academy: Academy, officer: Any) -> None:
    day = timezone.localdate()
    ends = day + 60 * DAY
    actions.save_grant(make_asset(academy.north_lake), acting_user=officer, holder="P", ends_on=ends)
    said = []
    for before in (31, 30, 29, 8, 7, 1, 0):
        said.append(actions.warn_of_endings(ends - before * DAY))
    assert said == [0, 1, 0, 0, 1, 0, 0]
    rows = FactRecord.objects.filter(name="assets.asset_term_ending").values_list("payload__days", flat=True)
    assert sorted(rows) == [7, 30]


def test_problems_of_many_assets_take_three_queries(academy: Academy, django_assert_num_queries: Any) -> None:
    assets = [make_asset(academy.north_lake) for _each in range(6)]
    for asset in assets:
        LicenceGrant.objects.create(asset=asset, holder="P", ends_on=timezone.localdate() - DAY)
        Consent.objects.create(asset=asset, kind="model", name="M", given_on=timezone.localdate(), is_minor=True)
    for count in (1, 6):
        with django_assert_num_queries(3):
            found = queries.use_problems(assets[:count], timezone.now(), "web")
        assert [one.code for one in found[assets[0].pk]] == ["licence", "guardian"]


def test_originals_documents_and_renditions_of_what_is_withheld_are_not_to_be_had(
    academy: Academy, officer: Any, client: Any
) -> None:
    asset = make_asset(academy.north_lake)
    put_on(make_story(academy, state="published"), asset)
    rendition = asset.image.get_rendition("width-40")
    original = f"/media/{asset.image.file.name}"
    fetched = b"".join(client.get(rendition.url).streaming_content)
    Asset.objects.filter(pk=asset.pk).update(secrecy="internal")
    drawn = client.get(rendition.url)
    assert (drawn["Content-Type"], drawn["Cache-Control"]) == ("image/png", "no-store")
    assert client.get(original).status_code == 404
    client.force_login(officer)
    assert b"".join(client.get(rendition.url).streaming_content) == fetched, "their own people still see it"
    Asset.objects.filter(pk=asset.pk).update(secrecy="classified")
    assert client.get(rendition.url)["Content-Type"] == "image/png"
