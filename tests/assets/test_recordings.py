"""Recordings: what the file really is, its still picture and texts, and playing it by parts through a door that asks."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scicomm.assets import actions
from scicomm.assets.models import BankEntry, Recording, TextTrack
from scicomm.assets.rules import vtt
from scicomm.assets.rules.ranges import Span, Unsatisfiable, asked_span, still_the_same
from scicomm.core.worker import Worker
from scicomm.organisation.enums import Role
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db
CAPTIONS = (
    "WEBVTT\n\n00:00:00.000 --> 00:00:00.500\n湖面<b>结冰</b>了\n\n"
    "2\n00:00:00.600 --> 00:00:01.000 align:start\n比去年晚\n"
)


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


def clip(frames: int = 10, codec: str = "libvpx", form: str = "webm") -> bytes:
    """A second of a grey that grows lighter."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as box:
        stream: Any = box.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = 64, 48, "yuv420p", Fraction(1, 10)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number * 25, np.uint8), format="rgb24")
            frame.pts = number
            box.mux(stream.encode(frame))
        box.mux(stream.encode())
    return out.getvalue()


def bring(academy: Academy, data: bytes, name: str = "ice.webm", kind: str = "video") -> Recording:
    unit = academy.north_lake
    file = SimpleUploadedFile(name, data)
    officer = academy.user(Role.COMMUNICATION_OFFICER, unit)
    made = actions.add_recording(file, title="湖冰", kind=kind, unit=unit, acting_user=officer)
    Worker().drain()
    return Recording.objects.select_related("asset", "poster").get(pk=made.pk)


def test_the_worker_looks_into_a_file_and_says_what_is_wrong(academy: Academy) -> None:
    film = bring(academy, clip())
    assert (film.probe_state, film.media_type, film.width, film.height, film.codecs) == (
        "ready",
        "video/webm",
        64,
        48,
        "vp8",
    )
    assert film.duration == pytest.approx(1.0, abs=0.15) and film.poster is not None
    for data, name, kind, words in (
        (b"not a film at all", "x.webm", "video", "damaged"),
        (clip()[:300], "x.webm", "video", ""),
        (clip(codec="mpeg4", form="mp4"), "x.mp4", "video", "mpeg4"),
        (clip(), "x.mp3", "audio", "no sound"),
        (b"glTF" + b"\x01\0\0\0\x0c\0\0\0", "x.glb", "model", "version 2"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/secret.ts\n", "x.mp4", "video", ""),
    ):
        bad = bring(academy, data, name, kind)
        assert bad.probe_state == "failed" and words in bad.problem_en, (name, bad.problem_en)
    assert bring(academy, b'{"asset": {"version": "2.0"}}', "x.gltf", "model").media_type == "model/gltf+json"
    with pytest.raises(PermissionDenied):
        actions.add_recording(
            SimpleUploadedFile("x.webm", b""), title="x", kind="video", unit=academy.south_sea,
            acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake),
        )  # fmt: skip


def test_captions_are_checked_line_by_line_and_become_a_transcript(academy: Academy) -> None:
    assert [cue.plain for cue in vtt.read_cues(CAPTIONS)] == ["湖面结冰了", "比去年晚"]
    assert vtt.transcript(vtt.read_cues(CAPTIONS)) == "湖面结冰了比去年晚"
    assert vtt.read_cues(vtt.written(vtt.read_cues(CAPTIONS))) == vtt.read_cues(CAPTIONS)
    assert vtt.read_cues("1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n")[0].end == 2.5, "SRT is taken too"
    for text, line in (
        ("00:01.000 --> 00:02.000\nno head", "1"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards", "3"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "3"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb", "6"),
        ("WEBVTT\n\n00:99.000 --> 00:02.000\nx", "3"),
    ):
        with pytest.raises(vtt.WrongCaptions, match=f"(Line|第) ?{line}"):
            vtt.read_cues(text)
    with pytest.raises(vtt.WrongCaptions):
        vtt.read_cues("WEBVTT\n")
    film = bring(academy, clip())
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    late = CAPTIONS.replace("00:00:00.600", "00:00:09.000").replace("00:00:01.000", "00:00:10.000")
    with pytest.raises(ValidationError):
        actions.save_track(film, kind="captions", language="zh-Hans", text=late, acting_user=officer)
    track = actions.save_track(film, kind="captions", language="zh-Hans", text=CAPTIONS, acting_user=officer)
    again = actions.save_track(film, kind="captions", language="zh-Hans", text=CAPTIONS, acting_user=officer)
    assert track.pk == again.pk and TextTrack.objects.count() == 1
    actions.write_transcript(track, acting_user=officer)
    film.refresh_from_db()
    assert film.transcript_zh == "湖面结冰了比去年晚"


def test_a_range_is_read_as_the_standard_says() -> None:
    for header, wanted in (
        ("bytes=0-3", Span(0, 3)), ("bytes=7-", Span(7, 9)), ("bytes=-4", Span(6, 9)), ("bytes=5-99", Span(5, 9)),
        ("bytes=-99", Span(0, 9)), ("bytes=1-2,5-6", None), ("items=1-2", None), ("bytes=4-2", None), ("bytes=-", None),
    ):  # fmt: skip
        assert asked_span(header, 10) == wanted, header
    for header in ("bytes=10-", "bytes=-0"):
        with pytest.raises(Unsatisfiable):
            asked_span(header, 10)
    assert still_the_same('"a"', '"a"', "") and not still_the_same('W/"a"', '"a"', "") and still_the_same("", "", "")


def test_a_recording_plays_by_parts_to_whom_it_may(
    academy: Academy, client: Client, client_for: Any, settings: Any
) -> None:
    data = clip()
    film = bring(academy, data)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    track = actions.save_track(film, kind="captions", language="zh-Hans", text=CAPTIONS, acting_user=officer)
    address, words = f"/recordings/{film.pk}/media", f"/recordings/tracks/{track.pk}.vtt"
    assert [client.get(path).status_code for path in (address, words, f"/media/{film.file.name}")] == [404, 404, 404]
    own = client_for(officer).get(address)
    assert own.status_code == 200 and own["Cache-Control"] == "private, no-store"
    actions.change_recording(film, acting_user=officer, licence="cc-by-4.0")
    actions.open_asset(film.asset, acting_user=officer)
    whole = client.get(address)
    assert b"".join(whole.streaming_content) == data and whole["Content-Type"] == "video/webm"
    part = client.get(address, headers={"Range": "bytes=5-9", "If-Range": whole["ETag"]})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 5-9/{len(data)}")
    assert b"".join(part.streaming_content) == data[5:10] and part["Content-Length"] == "5"
    assert client.get(address, headers={"Range": "bytes=5-9", "If-Range": '"other"'}).status_code == 200
    beyond = client.get(address, headers={"Range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(data)}")
    assert client.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert client.head(address)["Content-Length"] == str(len(data))
    assert client.get(words)["Content-Type"].startswith("text/vtt")
    page = client.get(f"/images/{film.asset.pk}/").content.decode()
    assert "<video controls" in page and words in page and 'kind="captions"' in page
    settings.SCICOMM_ACCEL_PREFIX = "/protected"
    handed = client.get(address, headers={"Range": "bytes=5-9"})
    assert handed["X-Accel-Redirect"] == f"/protected/{film.file.name}" and not b"".join(handed.streaming_content)
    BankEntry.objects.all().delete()
    assert client.get(address).status_code == 404


def test_the_desk_brings_in_and_mends_a_recording(academy: Academy, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    desk = client_for(officer)
    values = {"unit": academy.north_lake.pk, "title": "冰", "file": SimpleUploadedFile("ice.exe", b"MZ")}
    assert (
        Recording.objects.count() == 0
        and "id_file_error" in desk.post("/admin/recordings/add/", values).content.decode()
    )
    made = desk.post("/admin/recordings/add/", {**values, "file": SimpleUploadedFile("ice.webm", clip())})
    film = Recording.objects.get()
    assert made["Location"] == f"/admin/recordings/{film.pk}/"
    Worker().drain()
    path = f"/admin/recordings/{film.pk}/"
    assert desk.post(f"{path}poster/", {"moment": "0.9"}).status_code == 302
    srt = SimpleUploadedFile("ice.srt", b"1\n00:00:00,100 --> 00:00:00,900\nIce\n")
    desk.post(f"{path}tracks/add/", {"kind": "captions", "language": "en", "text": "", "upload": srt})
    track = TextTrack.objects.get()
    assert track.text.startswith("WEBVTT\n\n")
    bad = desk.post(
        f"/admin/recordings/tracks/{track.pk}/", {"kind": "captions", "language": "en", "text": "WEBVTT\n\nx"}
    )
    assert bad.status_code == 200 and TextTrack.objects.get().text == track.text
    desk.post(f"/admin/recordings/tracks/{track.pk}/transcript/")
    film.refresh_from_db()
    assert film.transcript_en == "Ice"
    shown = desk.get(path).content.decode()
    assert "<video controls" in shown and f"/recordings/tracks/{track.pk}.vtt" in shown
    assert desk.get("/admin/recordings/").status_code == 200
    assert client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)).get(path).status_code == 404
