"""The image bank, downloads, requests, lightboxes: what people take for themselves or ask for, from door to door."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from PIL import Image

from scicomm.assets import actions
from scicomm.assets.models import Asset, AssetRequest, Consent, Download, Lightbox, LightboxShare
from scicomm.core.worker import Worker
from scicomm.desk.queries.waiting import tasks_for
from scicomm.organisation.enums import Role
from tests.assets.given_out import actions_of, make_asset, officer_of
from tests.factories.newsroom import make_story, revise
from tests.factories.organisation import Academy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


def test_the_bank_holds_what_is_free_and_nothing_else(
    academy: Academy, client: Client, django_assert_max_num_queries: Any
) -> None:
    officer = officer_of(academy)
    free = make_asset(academy.north_lake, "蓝色的冰", latitude=36.9, longitude=100.2, caption_zh="一月的湖")
    closed = make_asset(academy.north_lake, "不给的", licence="all-rights-reserved")
    actions.open_asset(free, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.open_asset(closed, acting_user=officer)
    with pytest.raises(PermissionDenied):
        actions.open_asset(free, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    text = client.get("/images/?q=蓝色 一月").content.decode()
    assert "蓝色的冰" in text and "不给的" not in text
    page = client.get(f"/en/images/{free.pk}/").content.decode()
    assert "陈摄, CC BY 4.0" in page and "geo:36.900000,100.200000" in page and 'data-zoom="/iiif/3/' in page
    assert client.get(f"/images/{closed.pk}/").status_code == 404
    for number in range(8):
        actions.open_asset(make_asset(academy.north_lake, f"更多{number}", size=(80, 50)), acting_user=officer)
    client.get("/images/")
    with django_assert_max_num_queries(12):
        assert "更多7" in client.get("/images/").content.decode()
    for bad in ("page=0", "page=99", "page=x", "page=²"):
        assert client.get(f"/images/?{bad}").status_code == 404
    Consent.objects.create(asset=free, kind="model", name="梅", given_on="2026-01-05", withdrawn_at=timezone.now())
    assert (
        "蓝色的冰" not in client.get("/images/").content.decode()
        and client.get(f"/images/{free.pk}/").status_code == 404
    )


def test_a_download_is_counted_with_its_reason_and_without_its_taker(
    academy: Academy, client: Client, client_for: Any
) -> None:
    officer = officer_of(academy)
    asset = make_asset(academy.north_lake)
    actions.open_asset(asset, acting_user=officer)
    path = f"/asset/{asset.pk}/download/"
    taken = client.post(path, {"size": "web"})
    assert Image.open(io.BytesIO(taken.content)).size == (1200, 675)
    assert "attachment" in taken["Content-Disposition"] and taken["X-Content-Type-Options"] == "nosniff"
    actions.set_policy(academy.top, acting_user=academy.superuser, asks_reason=True)
    assert client.post(path, {"size": "full"}).status_code == 200 and Download.objects.count() == 1, (
        "the unit above asks why"
    )
    assert client.post(path, {"size": "full", "purpose": "press", "words": "早报"}).content[:2] == b"\xff\xd8"
    assert client.post(path, {"size": "huge", "purpose": "press"}).status_code == 200
    row = Download.objects.latest("pk")
    assert (row.way, row.purpose, row.words) == ("bank", "press", "早报") and not {"user", "ip"} & {
        f.name for f in row._meta.fields
    }
    assert not {"user", "ip", "email"} & {field.name for field in row._meta.fields}
    use = client_for(officer).get(f"/admin/assets/{asset.pk}/use/").content.decode()
    assert "早报" in use
    client_for(officer).post(f"/admin/assets/{asset.pk}/bank/", {"close": "1"})
    assert client.get(path).status_code == 404
    assert actions.open_told_pictures() == 0, "taken out by hand stays out"


def test_what_is_not_free_can_be_asked_for(academy: Academy, client: Client, client_for: Any) -> None:
    officer = officer_of(academy)
    asset = make_asset(academy.north_lake, licence="all-rights-reserved")
    story = make_story(academy)
    revise(story, officer, cover_image=asset.image)
    actions_of(academy, story)
    Worker().drain()
    path = f"/asset/{asset.pk}/request/"
    assert (
        path in client.get(f"/images/{asset.pk}/").content.decode()
        and client.get(f"/asset/{asset.pk}/download/").status_code == 404
    )
    day = timezone.localdate() + dt.timedelta(days=40)
    form = {
        "purpose": "press",
        "words": "封面",
        "use_until": day.isoformat(),
        "name": "林记",
        "email": "lin@paper.example",
    }
    assert client.post(path, {**form, "website": "x"}).status_code == 200 and not AssetRequest.objects.exists()
    assert (
        client.post(path, {**form, "use_until": "2020-01-01"}).status_code == 200 and not AssetRequest.objects.exists()
    )
    client.post(path, form)
    assert not tasks_for(officer), "an unconfirmed address bothers nobody"
    mail.outbox.clear()
    Worker().drain()
    [letter] = mail.outbox
    link = re.search(r"https?://[^/]+(/asset/request/\S+)", letter.body)
    assert link and letter.to == ["lin@paper.example"]
    client.get(link[1])
    assert not tasks_for(officer), "only the button confirms"
    client.post(link[1])
    row = AssetRequest.objects.get()
    assert any(task.url == f"/admin/asset-requests/{row.pk}/" for task in tasks_for(officer))
    desk, other = client_for(officer), client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert other.get(f"/admin/asset-requests/{row.pk}/").status_code == 404
    assert "林记" in desk.get(f"/admin/asset-requests/{row.pk}/").content.decode()
    assert desk.post(f"/admin/asset-requests/{row.pk}/", {"decline": "1", "answer": ""}).status_code == 200
    desk.post(f"/admin/asset-requests/{row.pk}/", {"approve": "1", "answer": "署名即可", "days": "7"})
    mail.outbox.clear()
    Worker().drain()
    assert "署名即可" in mail.outbox[0].body
    grant = re.search(r"https?://[^/]+(/asset/granted/\S+)", mail.outbox[0].body)
    assert grant and client.post(grant[1], {"size": "full"}).content[:2] == b"\xff\xd8"
    assert client.get(grant[1].replace("granted", "request")).status_code == 404, "a ticket is for one thing"
    with pytest.raises(ValidationError):
        actions.decide_request(row, approve=False, answer="no", acting_user=officer)
    AssetRequest.objects.update(
        granted_until=timezone.now() - dt.timedelta(minutes=1), decided_at=timezone.now() - dt.timedelta(days=91)
    )
    assert client.get(grant[1]).status_code == 404
    actions.tidy_requests()
    row.refresh_from_db()
    assert (row.state, row.email, row.name) == ("ended", "", "")


def test_a_lightbox_is_shown_by_a_link_until_it_ends(academy: Academy, client: Client, client_for: Any) -> None:
    officer, unit = officer_of(academy), academy.north_lake
    assets = [make_asset(unit, f"图{number}", licence="all-rights-reserved") for number in range(3)]
    own = client_for(officer)
    own.post(f"/lightbox/collect/{assets[0].pk}/", {"lightbox": "", "title": "给早报"})
    box = Lightbox.objects.get()
    for asset in assets[1:]:
        own.post(f"/lightbox/collect/{asset.pk}/", {"lightbox": box.pk})
    items = list(box.items.all())
    own.post(f"/lightbox/{box.pk}/", {"title": "给早报", "note": "", f"place-{items[2].pk}": "1", f"note-{items[2].pk}": "首选",
             f"place-{items[0].pk}": "2", f"remove-{items[1].pk}": "on"})  # fmt: skip
    assert [item.note for item in box.items.all()] == ["首选", ""]
    other = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert other.get(f"/lightbox/{box.pk}/").status_code == 404
    assert other.post(f"/lightbox/collect/{assets[0].pk}/", {"lightbox": "", "title": "x"}).status_code == 404
    made = own.post(f"/lightbox/{box.pk}/share/", {"days": "3", "may_download": "on"}).content.decode()
    path = re.search(r"(/lightbox/shared/[\w-]+/)", made)[1]  # type: ignore[index]
    share = LightboxShare.objects.get()
    assert path.split("/")[3] not in share.digest, "only a hash is kept"
    shown = client.get(path)
    assert "图2" in shown.content.decode() and "no-store" in shown["Cache-Control"]
    picture = client.get(f"{path}picture/{items[2].pk}/")
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 675)
    assert client.post(f"{path}file/{items[2].pk}/", {"size": "full"}).content[:2] == b"\xff\xd8"
    Asset.objects.filter(pk=assets[2].pk).update(state="blocked", blocked_because="同意已撤回")
    assert (
        "图2" not in client.get(path).content.decode()
        and client.get(f"{path}picture/{items[2].pk}/").status_code == 404
    )
    assert "同意已撤回" in own.get(f"/lightbox/{box.pk}/").content.decode()
    own.post(f"/lightbox/link/{share.pk}/revoke/")
    assert client.get(path).status_code == 404
    locked = own.post(f"/lightbox/{box.pk}/share/", {"days": "3", "password": "six-letters"}).content.decode()
    path = re.search(r"(/lightbox/shared/[\w-]+/)", locked)[1]  # type: ignore[index]
    assert "图0" not in client.get(path).content.decode()
    assert client.post(path, {"password": "wrong"}).status_code == 200
    assert client.get(f"{path}picture/{items[0].pk}/").status_code == 404
    client.post(path, {"password": "six-letters"})
    assert "图0" in client.get(path).content.decode() and client.get(f"{path}file/{items[0].pk}/").status_code == 404
    LightboxShare.objects.update(expires_at=timezone.now())
    assert client.get(path).status_code == 404
