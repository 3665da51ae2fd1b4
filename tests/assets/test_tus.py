"""Resumable uploads by tus 1.0.0: offsets, checksums, breaks in the middle, refusals by content, possible duplicates."""

from __future__ import annotations

import base64
import hashlib
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from scicomm.assets import actions
from scicomm.assets.models import Asset, Upload
from scicomm.assets.queries import forget_index
from scicomm.organisation.actions import make_token
from scicomm.organisation.enums import Role, TokenScope
from tests.assets.pictures import drawn, filed
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db
TUS = "/admin/assets/uploads/"
BODY = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def _fresh_index() -> None:
    forget_index()


def begin(client: Client, name: str, size: int, unit: str = "", address: str = TUS, **more: Any) -> Any:
    told = f"filename {base64.b64encode(name.encode()).decode()}"
    told += f",unit {base64.b64encode(unit.encode()).decode()}" if unit else ""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": told, **more.pop("headers", {})}
    return client.generic("POST", address, more.pop("data", b""), more.pop("content_type", ""), headers=headers)


def send(client: Client, url: str, offset: int, data: bytes, **headers: str) -> Any:
    told = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **headers}
    return client.generic("PATCH", url, data, BODY, headers=told)


@pytest.fixture
def editor(academy: Academy, client_for: Any) -> Client:
    return client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))


def test_a_file_in_pieces_survives_a_break_and_becomes_an_asset(editor: Client, academy: Academy) -> None:
    data = drawn(3)
    asked = editor.options(TUS)
    assert asked["Tus-Version"] == "1.0.0" and {"creation", "checksum", "expiration", "termination"} <= set(
        asked["Tus-Extension"].split(",")
    )
    created = begin(editor, "湖.png", len(data), "north-lake")
    assert created.status_code == 201 and "Upload-Expires" in created
    url = created["Location"]
    half = len(data) // 2
    assert send(editor, url, 0, data[:half])["Upload-Offset"] == str(half)
    # A process that was killed after it wrote and before it said so has left more on the disk than the row knows.
    upload = Upload.objects.get()
    with upload.path.open("ab") as file:
        file.write(b"half a piece")
    assert send(editor, url, half + 12, data[half:]).status_code == 409
    assert editor.head(url, headers={"Tus-Resumable": "1.0.0"})["Upload-Offset"] == str(half)
    assert send(editor, url, half, data[half:]).status_code == 204
    told = editor.get(url).json()
    assert told["state"] == "done"
    asset = Asset.objects.get()
    # What it is was read from its content: a JPEG, whatever its name says.
    assert (asset.unit, asset.title, asset.kind) == (academy.north_lake, "湖", "image")
    assert asset.image.file.name.endswith(".jpg") and asset.image.file.read() == data
    assert (asset.image.width, asset.image.height) == (240, 160)
    assert hashlib.sha1(data).hexdigest() == asset.image.file_hash == asset.fingerprint.file_hash


def test_a_piece_with_a_wrong_sum_is_not_kept(editor: Client) -> None:
    data = drawn(4)
    url = begin(editor, "a.jpg", len(data))["Location"]
    good = base64.b64encode(hashlib.sha1(data[:100]).digest()).decode()
    assert send(editor, url, 0, data[1:101], **{"Upload-Checksum": f"sha1 {good}"}).status_code == 460
    assert editor.head(url, headers={"Tus-Resumable": "1.0.0"})["Upload-Offset"] == "0"
    assert send(editor, url, 0, data[:100], **{"Upload-Checksum": f"sha1 {good}"}).status_code == 204
    assert send(editor, url, 100, data[100:], **{"Upload-Checksum": "crc32 AAAA"}).status_code == 400


def test_the_protocol_refuses_what_it_must(editor: Client, academy: Academy, client_for: Any) -> None:
    assert editor.post(TUS, headers={"Upload-Length": "5"}).status_code == 412
    assert begin(editor, "a.jpg", 5, "south-sea").status_code == 403
    assert begin(editor, "a.mp4", 10**13).status_code == 413
    assert begin(editor, "a.jpg", 5, headers={"Upload-Length": "-1"}).status_code == 400
    assert begin(editor, "a.jpg", 5, headers={"Upload-Metadata": "filename %%%"}).status_code == 400
    url = begin(editor, "a.jpg", 5)["Location"]
    assert (
        editor.generic(
            "PATCH", url, b"12345", "text/plain", headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
        ).status_code
        == 415
    )
    path = Upload.objects.get().path
    assert path.exists()
    other = client_for(academy.user(Role.COORDINATOR, academy.north_lake))
    assert send(other, url, 0, b"12345").status_code == 404
    assert other.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert editor.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert editor.head(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert not path.exists()
    assert client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake)).get("/admin/assets/add/").status_code in {
        302,
        403,
    }


@pytest.mark.parametrize(("name", "data", "reason"), [
    ("good.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "active"),
    ("page.txt", b"  <!DOCTYPE html><html>", "active"),
    ("tool.jpg", b"MZ\x90\x00" + b"\0" * 200, "unknown"),
    ("cut.jpg", drawn(3)[:400], "broken"),
    ("none.pdf", b"", "empty"),
])  # fmt: skip
def test_what_a_file_is_decides_and_not_its_name(editor: Client, name: str, data: bytes, reason: str) -> None:
    url = begin(editor, name, len(data))["Location"]
    if data:
        send(editor, url, 0, data)
    told = editor.get(url).json()
    assert (told["state"], Upload.objects.get().reason) == ("refused", reason) and told["reason"]
    assert not Asset.objects.exists()


def test_a_picture_that_is_here_is_proposed_and_another_units_is_not_shown(
    editor: Client, academy: Academy, client_for: Any, tmp_path: Path
) -> None:
    from scicomm.config.benchmarks.pictures import COPIES, picture

    mine = filed(tmp_path, academy.north_lake, 5, values={"title": "Mine"})
    theirs = filed(
        tmp_path, academy.south_sea, 5, data=COPIES["half size"](picture(5, 240, 160)), values={"title": "zz7 theirs"}
    )
    copy = COPIES["mirrored"](picture(5, 240, 160))
    url = begin(editor, "copy.jpg", len(copy), headers={})["Location"]
    send(editor, url, 0, copy)
    told = editor.get(url).json()
    assert told["state"] == "asking"
    assert {one[0] for one in Upload.objects.get().alike} == {mine.pk, theirs.pk}
    page = editor.get(told["decide"], headers={"Accept-Language": "en"}).content.decode()
    assert (
        "Mine" in page and "zz7" not in page and f"/admin/assets/{theirs.pk}/" not in page and "South Sea" not in page
    )
    assert editor.post(told["decide"], {"use": theirs.pk}).status_code == 404
    assert editor.post(told["decide"], {"use": mine.pk}).status_code == 302
    assert Upload.objects.get().state == "used" and Asset.objects.count() == 2
    again = begin(editor, "copy.jpg", len(copy), data=copy, content_type=BODY)
    assert again["Upload-Offset"] == str(len(copy))
    told = editor.get(again["Location"]).json()
    editor.post(told["decide"], {"keep": "1"})
    assert editor.get(again["Location"]).json()["state"] == "done" and Asset.objects.count() == 3


def test_a_plain_form_does_the_same_without_script(editor: Client) -> None:
    files = [
        SimpleUploadedFile("one.jpg", drawn(6)),
        SimpleUploadedFile("two.txt", b"plain words"),
        SimpleUploadedFile("bad.svg", b"<svg/>"),
    ]
    page = editor.post("/admin/assets/add/", {"unit": "north-lake", "uploads": files}, follow=True)
    assert page.status_code == 200
    assert sorted(Asset.objects.values_list("kind", flat=True)) == ["document", "image"]
    assert sorted(Upload.objects.values_list("state", flat=True)) == ["done", "done", "refused"]


def test_a_program_sends_with_a_token_of_the_right_scope(academy: Academy) -> None:
    user = academy.user(Role.COMMUNICATION_OFFICER, academy.north_hill)
    make = {"acting_user": user, "unit": academy.north_hill, "days": 9}
    _token, secret = make_token(name="camera", scopes=[TokenScope.ASSETS_WRITE], **make)
    _token, wrong = make_token(name="other", scopes=[TokenScope.ARTICLES_WRITE], **make)
    address, client, data = "/api/v1/assets/uploads", Client(enforce_csrf_checks=True), drawn(8)
    assert begin(client, "a.jpg", 9, address=address).status_code == 401
    assert begin(client, "a.jpg", 9, address=address, headers={"Authorization": f"Bearer {wrong}"}).status_code == 403
    key = {"Authorization": f"Bearer {secret}"}
    created = begin(client, "a.jpg", len(data), address=address, headers=key, data=data[:99], content_type=BODY)
    assert created.status_code == 201 and created["Location"].startswith(address)
    assert send(client, created["Location"], 99, data[99:], **key).status_code == 204
    assert client.get(created["Location"], headers=key).json()["state"] == "done"
    assert Asset.objects.get().unit == academy.north_hill


def test_too_much_at_once_finds_no_room_and_old_uploads_go(editor: Client, settings: Any) -> None:
    settings.SCICOMM_UPLOAD_QUOTA_MB = 1
    assert begin(editor, "a.mp4", 900_000).status_code == 201
    assert begin(editor, "b.mp4", 900_000).status_code == 507
    upload = Upload.objects.get()
    Upload.objects.update(expires_at=timezone.now())
    assert actions.tidy_uploads(timezone.now()) == 1
    assert not upload.path.exists() and not Upload.objects.exists()
    assert editor.get(f"{TUS}{uuid.uuid4()}/").status_code == 404


def test_a_file_whose_last_byte_came_before_a_kill_is_finished_by_the_worker(academy: Academy) -> None:
    user, data = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake), drawn(9)
    upload = actions.announce_upload(unit=academy.north_lake, name="late.jpg", size=len(data), acting_user=user)
    left = [data]
    actions.receive(upload, 0, lambda most: left.pop() if left else b"")
    assert actions.finish_uploads() == 1 and actions.finish_uploads() == 0
    assert Asset.objects.get().title == "late"
