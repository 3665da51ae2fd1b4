"""The command reads files, folders and addresses, refuses what is broken with a reason, and changes nothing the second time."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from scicomm.listening.models import Feed, Mention
from tests.factories.listening import rss, send, web_server

pytestmark = pytest.mark.django_db


def listen(*sources: Any, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("listen", *map(str, sources), json=True, stdout=out, stderr=io.StringIO(), **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_folder_goes_in_but_for_what_is_broken_and_only_once(academy: Any, tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_bytes(
        rss({"title": "一", "link": "https://news.example/1"}, {"title": "坏", "link": "javascript:x"}, title="晨报")
    )
    (tmp_path / "broken.xml").write_bytes(b"<?xml version='1.0'?>\n<rss><channel><item")
    (tmp_path / "notes.txt").write_text("not a feed")
    first = listen(tmp_path)
    assert (first["feeds"], first["stored"], first["known"]) == (1, 1, 0)
    assert sorted(Path(refusal["source"]).name for refusal in first["refused"]) == ["broken.xml", "one.xml"]
    assert all(refusal["reason"] for refusal in first["refused"])
    again = listen(tmp_path)
    assert (again["stored"], again["known"]) == (0, 1)
    assert Mention.objects.count() == 1
    feed = Feed.objects.get()
    assert (feed.name, feed.unit) == ("晨报", academy.top)


def test_a_unit_is_named_and_a_changed_file_is_read_again(academy: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    for number in (1, 2):
        path.write_bytes(rss({"title": "一", "link": f"https://news.example/{number}"}))
        assert listen(path, unit="north-lake")["stored"] == 1
    assert {mention.unit for mention in Mention.objects.all()} == {academy.north_lake}
    assert Feed.objects.count() == 1
    with pytest.raises(CommandError, match="nowhere"):
        listen(path, unit="nowhere")


def test_an_address_is_fetched_and_a_private_one_is_refused(academy: Any) -> None:
    source = rss({"title": "一", "link": "https://news.example/1"})
    with web_server(lambda handler: send(handler, source)) as address:
        with override_settings(SCICOMM_FETCH=True, SCICOMM_FETCH_PRIVATE=True):
            assert listen(f"{address}/feed")["stored"] == 1
        with override_settings(SCICOMM_FETCH=True, SCICOMM_FETCH_PRIVATE=False), pytest.raises(CommandError):
            listen(f"{address}/other")
    assert "127.0.0.1" in Feed.objects.get(address=f"{address}/other").last_error


def test_a_missing_file_is_said(academy: Any, tmp_path: Path) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("listen", str(tmp_path / "none.xml"), stdout=out, stderr=io.StringIO())
    assert "none.xml" in out.getvalue()
