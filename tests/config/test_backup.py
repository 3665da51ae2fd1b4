"""Promises of backup and restore: whole or not at all, names nobody, and who was erased stays erased."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.utils import translation

from scicomm.audiences import actions as audiences
from scicomm.audiences.models import Subscription
from scicomm.audiences.tasks import forget, send_mails
from scicomm.config.backups import database, making, restoring
from scicomm.config.backups.manifest import DATABASE, ERASED, MANIFEST, NAMES, hash_file
from scicomm.config.backups.places import KEPT, LEFT_OUT, UNFINISHED, BackupError
from scicomm.config.management.commands.up import refuse_half_restored
from scicomm.core.erased import WrongList, add_to_list, erased_file, note_erased, read_erased
from scicomm.core.models.progress import ProgressRow
from scicomm.core.progress import Fan
from scicomm.core.worker import Worker
from scicomm.organisation.permissions import Role
from scicomm.responses import actions as responses
from scicomm.responses.models import Asker
from tests.audiences.test_erasing import MARK, fill, places_with
from tests.factories.responses import make_case
from tests.test_house import PACKAGE

SILENT = Fan()


@pytest.fixture
def house(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with one file whose name names somebody; words in English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    home = tmp_path / "home"
    (home / "media" / "documents").mkdir(parents=True)
    (home / "media" / "documents" / f"{MARK}-证件.txt").write_text("ein Text")
    (home / "secret_key").write_text("s")
    (home / "usage" / "keys").mkdir(parents=True)
    (home / "usage" / "keys" / "today").write_text("k")
    (home / "covers").mkdir()
    (home / "covers" / "a.svg").write_text("c")
    (home / "media" / "link").symlink_to("/etc/passwd")
    settings.SCICOMM_HOME = home
    settings.EMAIL_BACKEND = "scicomm.core.mail.FolderBackend"
    with translation.override("en"):
        yield home


@contextlib.contextmanager
def elsewhere(settings: Any, home: Path) -> Iterator[None]:
    """Another home with an empty database, as a new machine has."""
    home.mkdir()
    before, name = (settings.SCICOMM_HOME, connection.settings_dict["NAME"]), str(home / "scicomm.sqlite3")
    if connection.vendor == "postgresql":
        name = "scicomm_restored"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
    connections.close_all()
    settings.SCICOMM_HOME = home
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings.SCICOMM_HOME = before[0]
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before[1]


def holds(backup: Path, mark: str) -> list[str]:
    """The files of a backup that hold the mark in their name or anywhere in what is in them; a dump is read as SQL."""
    found = []
    for path in (path for path in backup.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.name == "database.dump":
            command = [database.program("pg_restore"), "--file=-", str(path)]
            data = subprocess.run(command, capture_output=True, check=True).stdout
        if mark.encode() in data.lower() or mark in path.name:
            found.append(path.name)
    return found


@pytest.mark.django_db(transaction=True)
def test_who_was_erased_is_in_no_new_backup_and_is_erased_again_from_an_old_one(
    house: Path, settings: Any, academy: Any, client: Client, tmp_path: Path
) -> None:
    row = fill(academy, client)
    send_mails()
    case = make_case(academy, academy.north_lake, state="assigned", asker_email=f"{MARK}.asks@readers.example")
    other = make_case(academy, academy.north_lake, text="湖水会干吗？还有多久？", asker_email="stays@readers.example")
    call_command("backup")
    (old,) = making.finished(house / "backups")
    assert DATABASE[connection.vendor] in holds(old, MARK)
    assert ProgressRow.objects.get(key="backup").state == "done"
    assert len(holds(old / "files", MARK)) > 1, "the kept mails"
    # The name of a file may be a name: it stands beside the manifest, never in it.
    assert f"{MARK}-" in (old / NAMES).read_text() and MARK not in (old / MANIFEST).read_text().lower()
    client.post(f"/subscribe/erase/{row.manage_token}/")
    audiences.refuse_as_guardian(Subscription.objects.get(email__contains="kid").guardian)
    responses.erase_asker(case, acting_user=academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    forget()
    Worker().drain()
    cache.clear()
    (house / "media" / "documents" / f"{MARK}-证件.txt").unlink()
    new = making.make_backup(tmp_path / "other", SILENT).folder
    assert holds(new, MARK) == []
    assert {what for what, _hash in read_erased(new / ERASED)} == {"audiences.subscription", "responses.question"}
    there = tmp_path / "there"
    with elsewhere(settings, there):
        call_command("restore", old, erased=[new / ERASED])
        shutil.rmtree(there / "media")
        assert places_with(MARK, there) == []
        assert Subscription.objects.filter(erased_at__isnull=False).count() == Subscription.objects.count() > 2
        assert list(Asker.objects.values_list("email", flat=True)) == [other.question.asker.email]  # type: ignore[union-attr]
        if connection.vendor == "sqlite":
            connections.close_all()
            assert MARK.encode() not in (there / "scicomm.sqlite3").read_bytes().lower()
        assert read_erased(erased_file()) >= read_erased(new / ERASED)
        assert not (there / UNFINISHED).exists()
        with pytest.raises(CommandError, match="is not empty"):
            call_command("restore", old)


def change(backup: Path, name: str, make: Callable[[str], str], *, sealed: bool) -> None:
    """Change a file of a backup; `sealed`: the manifest says so too, as somebody who wants to do harm would write it."""
    (backup / name).write_text(make((backup / name).read_text()))
    if sealed:
        manifest = json.loads((backup / MANIFEST).read_text())
        digest, size = hash_file(backup / name)
        manifest["files"] = [
            one | {"sha256": digest, "size": size} if one["name"] == name else one for one in manifest["files"]
        ]
        (backup / MANIFEST).write_text(json.dumps(manifest))


def in_manifest(**values: Any) -> Callable[[Path], None]:
    return lambda backup: change(backup, MANIFEST, lambda text: json.dumps(json.loads(text) | values), sealed=False)


def named(path: str) -> Callable[[Path], None]:
    def first(text: str) -> str:
        line = json.loads(text.splitlines()[0]) | {"path": path}
        return json.dumps(line) + "\n"

    return lambda backup: change(backup, NAMES, first, sealed=True)


def some_file(backup: Path) -> Path:
    return next(path for path in (backup / "files").rglob("*") if path.is_file())


DAMAGE: list[tuple[str, Callable[[Path], object]]] = [
    ("is not what was saved", lambda backup: some_file(backup).write_text("anders")),
    ("is missing", lambda backup: some_file(backup).unlink()),
    ("has no manifest", lambda backup: (backup / MANIFEST).unlink()),
    ("cannot be read", lambda backup: (backup / MANIFEST).write_text("{")),
    ("is not one of", in_manifest(format="zip")),
    ("later version", in_manifest(version=99)),
    ("later version", in_manifest(migrations=["newsroom.9999_later"])),
    ("lacks something", in_manifest(database="oracle")),
    ("lacks something", in_manifest(files=[])),
    ("outside", in_manifest(files=[{"name": "../../etc/passwd", "size": 1, "sha256": "0" * 64}])),
    *(("outside", named(path)) for path in ("../x", "/etc/x", "media/../../x", "backups/x", "scicomm.sqlite3", "")),
    ("names.jsonl", lambda backup: change(backup, NAMES, lambda text: "[]\n", sealed=True)),
]


@pytest.mark.django_db
def test_a_backup_is_whole_or_refused_in_words(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to = tmp_path / "to"
    killed = to / "20200101T000000Z.part"
    killed.mkdir(parents=True)
    (to / "mine.part").mkdir()
    first = making.make_backup(to, SILENT).folder
    assert not killed.exists() and (to / "mine.part").exists()
    assert first.stat().st_mode & 0o777 == 0o700
    paths = {json.loads(line)["path"] for line in (first / NAMES).read_text().splitlines()}
    assert paths == {f"media/documents/{MARK}-证件.txt", "secret_key"}
    second = making.make_backup(to, SILENT)
    assert some_file(second.folder).stat().st_nlink == 2
    third = making.make_backup(to, SILENT, keep=2)
    assert (third.removed, making.finished(to)) == (1, [second.folder, third.folder])
    restoring.check_backup(third.folder, [], SILENT)
    for number, (words, harm) in enumerate(DAMAGE):
        broken = tmp_path / f"broken{number}"
        shutil.copytree(third.folder, broken)
        harm(broken)
        with pytest.raises(BackupError, match=words):
            restoring.check_backup(broken, [], SILENT)
    with monkeypatch.context() as patch, pytest.raises(BackupError, match="of the kind oracle"):
        patch.setattr(connection, "vendor", "oracle")
        restoring.check_backup(third.folder, [], SILENT)
    with pytest.raises(BackupError, match="not finished"):
        restoring.check_backup(third.folder.rename(to / "20300101T000000Z.part"), [], SILENT)


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_nothing_half_in_place(
    house: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = making.make_backup(None, SILENT).folder

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(CommandError, match="disk is full"):
        patch.setattr(making, "save_database", full)
        call_command("backup")
    assert sorted((house / "backups").iterdir()) == [good]
    with elsewhere(settings, tmp_path / "there"):
        with monkeypatch.context() as patch, pytest.raises(CommandError, match="disk is full"):
            patch.setattr(restoring, "add_to_list", full)
            call_command("restore", good)
        assert {path.name for path in (tmp_path / "there").iterdir()} <= restoring.NOT_COUNTED - {UNFINISHED}
        # Killed half way: the site does not start, and the next restore begins anew.
        (tmp_path / "there" / "media").mkdir()
        (tmp_path / "there" / UNFINISHED).write_text('["media"]')
        with pytest.raises(CommandError, match="not finished"):
            refuse_half_restored(tmp_path / "there")
        call_command("restore", good, check=True)
        assert "It can be restored into" in capsys.readouterr().out
        (tmp_path / "there" / "mine.txt").write_text("x")
        call_command("restore", good, check=True)
        assert "is not empty (mine.txt)" in capsys.readouterr().out


def test_what_was_deleted_is_not_read_from_free_pages_of_the_copy(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "live", isolation_level=None)) as live:
        # Off, as in builds of SQLite that do not overwrite by themselves.
        live.execute("PRAGMA secure_delete=OFF")
        for table in ("readers", "django_session", "stays"):
            live.execute(f"CREATE TABLE {table} (x)")
            live.execute(f"INSERT INTO {table} VALUES (?)", [f"{table} {MARK}"])
        live.execute("DELETE FROM readers")
    assert f"readers {MARK}".encode() in (tmp_path / "live").read_bytes()
    with SILENT.task("") as bar:
        database._save_sqlite(tmp_path / "live", tmp_path / "copy", bar)
    copy = (tmp_path / "copy").read_bytes()
    assert [f"{table} {MARK}".encode() in copy for table in ("readers", "django_session", "stays")] == [
        False,
        False,
        True,
    ]


def test_a_missing_program_is_named() -> None:
    with translation.override("en"), pytest.raises(BackupError, match="pg_dumb is missing"):
        database.program("pg_dumb")


def test_the_list_of_what_was_erased_outlives_a_torn_line(settings: Any, tmp_path: Path) -> None:
    settings.SCICOMM_HOME = tmp_path
    day = dt.date(2026, 11, 27)
    note_erased("audiences.subscription", "one", day)
    with erased_file().open("a") as file:
        file.write('{"what": "audi')
    assert len(read_erased(erased_file())) == 1
    note_erased("audiences.subscription", "two", day)
    with pytest.raises(WrongList) as wrong:
        read_erased(erased_file())
    assert wrong.value.line == 2
    other = tmp_path / "other.jsonl"
    other.write_text("".join(f"{line}\n" for line in erased_file().read_text().splitlines() if line.endswith("}")))
    target = tmp_path / "target.jsonl"
    add_to_list(target, [other])
    add_to_list(target, [other])
    assert len(target.read_text().splitlines()) == len(read_erased(target)) == 2


def test_every_place_in_the_home_is_kept_or_left_out_on_purpose() -> None:
    """A new folder of the home: say in config/backups/places.py whether it goes into backups, and why."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        found |= set(re.findall(r'(?:SCICOMM_HOME\)|_home) / "([\w.]+)"', path.read_text(encoding="utf-8")))
    assert {"media", "search", "mail"} <= found
    assert found - {"scicomm.sqlite3"} <= set(KEPT) | set(LEFT_OUT)
