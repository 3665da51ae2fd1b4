"""A folder with its table goes in whole, says what was wrong with each file, and survives being killed anywhere."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from scicomm.assets import actions
from scicomm.assets.models import Asset, AssetImage, Fingerprint, ImportItem, ImportRun
from scicomm.assets.queries import forget_index
from scicomm.assets.rules.sheets import BadSheet, by_file, decoded, guessed, read_sheet
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role
from tests.assets.pictures import drawn
from tests.factories.organisation import Academy

PROJECT = Path(__file__).resolve().parents[2]
HEAD = ["文件名", "标题", "图片说明", "摄影", "许可协议", "拍摄日期", "学科", "关键词", "密级"]


@pytest.fixture(autouse=True)
def _fresh_index() -> None:
    forget_index()


def folder_of(place: Path, count: int) -> Path:
    folder = place / "pictures"
    (folder / "inner").mkdir(parents=True)
    for number in range(count):
        (folder / ("inner" if number % 2 else "") / f"picture-{number}.jpg").write_bytes(drawn(number))
    return folder


def command(*arguments: str) -> dict[str, Any]:
    from io import StringIO

    out = StringIO()
    call_command("import-assets", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_a_folder_with_a_table_in_gb18030_goes_in_and_each_fault_is_told(academy: Academy, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    (folder / "copy.jpg").write_bytes(drawn(0))
    (folder / "trap.svg").write_bytes(b"<svg/>")
    (folder / "cut.jpg").write_bytes(drawn(1)[:200])
    (folder / "away.jpg").symlink_to("/etc/passwd")
    rows = [
        HEAD,
        ["PICTURE-0.JPG", "湖面", "湖面结冰", "沈知", "CC BY 4.0", "2026年3月1日", "物理学;没有这门", "冰、湖", "内部"],
        [r"D:\all\picture-1.jpg", "山", "", "", "别的许可", "昨天", "", "", ""],
        ["nowhere.jpg", "x", "", "", "", "", "", "", ""],
    ]
    (folder / "list.csv").write_bytes(
        "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("gb18030")
    )
    looked = command(str(folder), "--unit", "north-lake", "--dry-run")
    assert len(looked["would_take"]) == 4 and looked["rows_without_file"] == ["nowhere.jpg"]
    assert {one["code"] for one in looked["would_refuse"]} == {"active", "broken", "link"}
    assert not Asset.objects.exists() and not ImportRun.objects.exists()
    told = command(str(folder), "--unit", "north-lake")
    # The folder is read in order: copy.jpg comes first, and picture-0, the same file, is known then.
    assert (told["taken_in"], told["known"], len(told["refused"])) == (3, 1, 3)
    run = ImportRun.objects.get()
    assert run.is_over and [one["code"] for one in run.remarks] == ["no-such-file"]
    second = Asset.objects.get(image__title="山")
    assert second.image.licence == "all-rights-reserved" and second.taken_at is None
    assert run.items.get(path="inner/picture-1.jpg").told == [["许可协议", "bad-licence"], ["拍摄日期", "bad-taken_at"]]
    assert ["没有这门", "bad-subjects"] in run.items.get(path="picture-0.jpg").told
    fact = FactRecord.objects.get(name="assets.assets_imported")
    assert fact.payload == {"taken_in": 3, "known": 1, "refused": 3}
    again = command(str(folder), "--unit", "north-lake")
    assert (again["taken_in"], again["known"]) == (0, 4) and Asset.objects.count() == 3 == Fingerprint.objects.count()


@pytest.mark.django_db
def test_a_table_fills_every_field(academy: Academy, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(
        ["picture-0.jpg", "湖面", "湖面结冰", "沈知", "CC0", dt.date(2026, 3, 1), "140", "冰;湖", "内部"]
    )
    book.save(folder / "list.xlsx")
    command(str(folder), "--unit", "north-lake")
    asset = Asset.objects.get()
    assert (asset.title, asset.caption_zh, asset.creator, asset.secrecy) == ("湖面", "湖面结冰", "沈知", "internal")
    assert asset.image.licence == "cc0-1.0" and {tag.name for tag in asset.image.tags.all()} == {"冰", "湖"}
    assert [subject.code for subject in asset.subjects.all()] == ["140"]
    assert asset.taken_at.astimezone(dt.timezone(dt.timedelta(hours=8))).date() == dt.date(2026, 3, 1)


@pytest.mark.django_db
def test_the_command_refuses_in_words(academy: Academy, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import-assets", str(folder), "--unit", "nowhere")
    (folder / "list.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match=r"list\.csv"):
        call_command("import-assets", str(folder), "--unit", "north-lake")
    assert command(str(folder), "--unit", "north-lake", "--column", "a=file")["taken_in"] == 1


def test_tables_of_other_systems_are_understood(tmp_path: Path) -> None:
    assert decoded("湖".encode("gb18030")) == decoded("湖".encode()) == decoded("湖".encode("utf-16")) == "湖"
    path = tmp_path / "resourcespace.csv"
    path.write_text("Resource ID(s);Original filename;Title;Caption;Credit\n7;A.jpg;Lake;Ice on it;Shen\n")
    sheet = read_sheet(path)
    row = by_file(sheet, guessed(sheet.headings))["a.jpg"]
    assert row.values == {"title": "Lake", "caption_en": "Ice on it", "credit": "Shen"}
    for data, code in ((b"", "sheet-empty"), (b"PK\x03\x04broken", "sheet-broken"), (b"a\0b,c", "sheet-broken")):
        path.write_bytes(data)
        with pytest.raises(BadSheet) as refused:
            read_sheet(path)
        assert refused.value.code == code


@pytest.mark.django_db
def test_the_drop_folder_waits_until_nothing_moves_asks_for_columns_and_empties_itself(
    academy: Academy, tmp_path: Path, client_for: Any
) -> None:
    batch = tmp_path / "north-lake" / "summer"
    batch.mkdir(parents=True)
    (batch / "a.jpg").write_bytes(drawn(1))
    (batch / "bad.svg").write_bytes(b"<svg/>")
    (batch / "list.csv").write_text("which,words\na.jpg,Summer ice\n")
    (tmp_path / "nobody").mkdir()
    (tmp_path / "nobody" / "b.jpg").write_bytes(drawn(2))
    assert actions.look_at_drop_folder(tmp_path) == []
    (batch / "late.jpg").write_bytes(drawn(3))
    assert actions.look_at_drop_folder(tmp_path) == []
    (run,) = actions.look_at_drop_folder(tmp_path)
    assert (run.state, run.total, actions.look_at_drop_folder(tmp_path)) == ("mapping", 3, [])
    editor = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    address = f"/admin/assets/imports/{run.pk}/"
    assert "words" in editor.get(address).content.decode()
    assert editor.post(address, {"column_0": "title", "column_1": "title"}).status_code == 200
    assert editor.post(address, {"column_0": "file", "column_1": "title"}).status_code == 302
    (run,) = actions.open_imports()
    assert actions.carry_out_import(run, seconds=30)
    assert actions.put_away_imported(tmp_path) == 3
    assert sorted(Asset.objects.values_list("image__title", flat=True)) == ["Summer ice", "late"]
    assert (tmp_path / "done/north-lake/summer/a.jpg").is_file() and (
        tmp_path / "done/north-lake/summer/list.csv"
    ).is_file()
    assert "SVG" in (tmp_path / "refused/north-lake/summer/bad.svg.reason.txt").read_text()
    page = editor.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "bad.svg" in page and f"{address}errors.csv" in page
    assert "bad.svg" in editor.get(f"{address}errors.csv").content.decode("utf-8-sig")
    assert client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)).get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_an_import_goes_on_with_none_lost_and_none_twice(tmp_path: Path) -> None:
    """Killed three times with SIGKILL while it writes, then left to end."""
    with transaction.atomic():
        Academy()
    count = 240
    folder = folder_of(tmp_path, count)
    environment = {**os.environ, **child_environment()}
    arguments = [
        sys.executable,
        "-m",
        "scicomm.config.command_line",
        "import-assets",
        str(folder),
        "--unit",
        "north-lake",
        "--json",
    ]
    kills, there = 0, 0
    for wanted in (3, 40, 90, 10**9):
        process = subprocess.Popen(
            arguments, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        while process.poll() is None and there < wanted:
            time.sleep(0.02)
            there = Asset.objects.count()
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        _out, err = process.communicate()
        assert process.returncode in {0, -signal.SIGKILL}, err.decode()[-2000:]
    assert kills >= 2
    assert Asset.objects.count() == AssetImage.objects.count() == Fingerprint.objects.count() == count
    assert not [
        name for name, times in Counter(AssetImage.objects.values_list("file_hash", flat=True)).items() if times > 1
    ]
    assert Counter(ImportItem.objects.values_list("state", flat=True)) == {"done": count}
    assert ImportRun.objects.get().is_over
    assert FactRecord.objects.filter(name="assets.asset_taken_in").count() == count
    assert all(image.file.storage.exists(image.file.name) for image in AssetImage.objects.all())


def child_environment() -> dict[str, str]:
    """The environment in which another process works on this test's database."""
    from django.conf import settings

    kept = {"SCICOMM_HOME": str(settings.SCICOMM_HOME), "DJANGO_SETTINGS_MODULE": "scicomm.config.settings"}
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return {**kept, "DATABASE_URL": f"sqlite:///{values['NAME']}"}
    host = str(values["HOST"] or "localhost").replace("/", "%2F")
    who = f"{values['USER']}:{values['PASSWORD']}" if values["PASSWORD"] else values["USER"]
    return {**kept, "DATABASE_URL": f"postgres://{who}@{host}:{values['PORT'] or 5432}/{values['NAME']}"}
