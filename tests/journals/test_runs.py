"""Promise: what is sent or comes to rest in a folder goes in exactly once, whatever is killed, and its report stays readable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.journals import actions, checks, tasks
from scicomm.journals.actions import runs
from scicomm.journals.models import Article, ArticleFile, IntakeItem, IntakeRun, QuarantinedFile
from scicomm.journals.models.storage import journal_storage
from scicomm.journals.views import intake
from scicomm.organisation.enums import Role
from scicomm.search import actions as search_actions
from scicomm.search.engine import QuerySpec, search
from tests.factories.journals import jats
from tests.factories.packages import figure, link_named, picture, zipped
from tests.factories.search import make_document

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journals.urls")]

PACKAGE = zipped(
    {f"{n}.xml": jats(doi=f"10.5555/n{n}", body=figure(f"{n}-f")) for n in (1, 2, 3)} | {"2-f.png": picture()}
)


@pytest.fixture
def editor(academy: Any, client_for: Any) -> Any:
    return client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))


def uploads_left() -> list[str]:
    storage = journal_storage()
    return storage.listdir("uploads")[1] if storage.exists("uploads") else []


def test_many_files_go_into_a_run_that_the_worker_carries_out(
    editor: Any, academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "AT_ONCE_FILES", 1)
    before = uploads_left()
    files = [
        SimpleUploadedFile("全部.zip", PACKAGE),
        SimpleUploadedFile("bad.xml", b"<article>\n<front>"),
        SimpleUploadedFile("bad.zip", link_named("a.xml", "/etc/passwd")),
    ]
    answer = editor.post(reverse("journals_take_in"), {"uploads": files, "unit": academy.north_lake.pk})
    run = IntakeRun.objects.get()
    assert answer.url == reverse("journals_run", args=[run.pk])
    waiting = editor.get(answer.url).content.decode()
    assert f'data-progress="{reverse("journals_run_progress", args=[run.pk])}"' in waiting
    assert not Article.objects.exists()
    tasks.carry_out_runs()
    now = editor.get(reverse("journals_run_progress", args=[run.pk])).json()
    assert (now["done"], now["total"], now["state"], now["url"]) == (3, 3, "done", answer.url)
    report = editor.get(answer.url).content.decode()
    assert "data-progress" not in report
    for word in (
        "全部.zip/2.xml",
        "bad.xml",
        "bad.zip",
        reverse("journals_mend", args=[QuarantinedFile.objects.first().pk]),
    ):
        assert word in report
    assert set(QuarantinedFile.objects.values_list("reason_code", flat=True)) == {"xml-truncated", "package-link"}
    assert (Article.objects.count(), ArticleFile.objects.count()) == (3, 1)
    assert uploads_left() == before
    assert str(run) in editor.get(reverse("journals_take_in")).content.decode()


def test_a_run_killed_inside_a_package_is_carried_on_and_nothing_goes_in_twice(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    run = actions.start_run(academy.north_lake, [("p.zip", ContentFile(PACKAGE))], acting_user=user)
    real, calls = runs.take_in, iter(range(9))

    def cut(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(runs, "take_in", cut)
        actions.carry_out(run)
    assert (Article.objects.count(), run.items.get().is_done) == (1, False)
    tasks.carry_out_runs()
    item = IntakeItem.objects.get()
    assert [one["state"] for one in item.outcomes] == ["accepted"] * 3
    assert (item.is_done, item.file.name, IntakeRun.objects.get().state) == (True, "", "done")
    assert FactRecord.objects.filter(name="journals.article_published").count() == 3
    tasks.carry_out_runs()
    assert len(IntakeItem.objects.get().outcomes) == 3


def test_what_others_wrote_is_found_while_a_run_goes_on(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SCICOMM_HOME", tmp_path)
    monkeypatch.setattr(search_actions, "_CARRY_SECONDS", 0)
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    actions.start_run(academy.north_lake, [("p.zip", ContentFile(PACKAGE))], acting_user=user)
    search_actions.put_document(make_document("x", title="冰上的裂缝"))
    real, found = runs.take_in, []

    def watching(*args: Any, **kwargs: Any) -> Any:
        found.append(search(QuerySpec("裂缝", facets=())).exact)
        return real(*args, **kwargs)

    monkeypatch.setattr(runs, "take_in", watching)
    tasks.carry_out_runs()
    assert found == [0, 1, 1]
    assert search(QuerySpec(facets=())).exact == 4


def test_small_files_are_the_pages_own_until_it_is_late_and_a_sender_without_account_takes_nothing_in(
    academy: Any,
) -> None:
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    run = actions.start_run(academy.north_lake, [("a.xml", ContentFile(jats()))], acting_user=user, at_once=True)
    tasks.carry_out_runs()
    assert IntakeRun.objects.get().state == "waiting"
    run.started_by = None
    assert actions.carry_out(run)
    assert (IntakeRun.objects.get().state, Article.objects.count()) == ("failed", 0)


def test_a_file_that_breaks_the_reader_does_not_stop_its_run(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    files = [("a.zip", ContentFile(PACKAGE)), ("b.xml", ContentFile(jats()))]
    run = actions.start_run(academy.north_lake, files, acting_user=user)

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("odd")

    monkeypatch.setattr(runs, "read_package", broken)
    assert actions.carry_out(run)
    first, second = run.items.all()
    assert first.outcomes[0]["code"] == "reader-failed"
    assert second.outcomes[0]["state"] == "accepted"


def test_runs_of_another_unit_do_not_exist_for_one(academy: Any, client_for: Any) -> None:
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    run = actions.start_run(academy.north_lake, [("a.xml", ContentFile(jats()))], acting_user=user)
    stranger = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    for name in ("journals_run", "journals_run_progress"):
        assert stranger.get(reverse(name, args=[run.pk])).status_code == 404


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "incoming"
    (found / "north-lake").mkdir(parents=True)
    monkeypatch.setattr(settings, "SCICOMM_WATCH_FOLDER", str(found))
    return found


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_what_comes_to_rest_in_the_watched_folder_goes_in_and_is_put_away(academy: Any, folder: Path) -> None:
    (folder / "north-lake" / "p.zip").write_bytes(PACKAGE)
    (folder / "other.xml").write_bytes(jats(doi="10.5555/top", journal="院刊", eissn=""))
    (folder / "north-lake" / "bad.xml").write_bytes(b"<article>\n<front>")
    (folder / "notes.txt").write_text("hello")
    (folder / ".hidden.xml").write_bytes(jats())
    (folder / "half.xml.part").write_bytes(jats())
    tasks.look_at_folder()
    tasks.carry_out_runs()
    assert not Article.objects.exists()
    (folder / "other.xml").write_bytes(jats(doi="10.5555/top", journal="院刊", eissn="", title_zh="还在写"))
    tasks.look_at_folder()
    tasks.carry_out_runs()
    assert Article.objects.count() == 3
    assert Article.objects.get(doi="10.5555/n1").journal.unit == academy.north_lake
    assert "other.xml" in names(folder)
    tasks.look_at_folder()
    tasks.look_at_folder()
    tasks.carry_out_runs()
    assert Article.objects.get(doi="10.5555/top").journal.unit == academy.top
    assert names(folder) == [
        ".hidden.xml", "done/north-lake/p.zip", "done/other.xml", "half.xml.part",
        "refused/north-lake/bad.xml", "refused/north-lake/bad.xml.reason.txt",
        "refused/notes.txt", "refused/notes.txt.reason.txt",
    ]  # fmt: skip
    note = (folder / "refused/north-lake/bad.xml.reason.txt").read_text(encoding="utf-8")
    assert note.count("[xml-truncated]") == 2
    assert "The file ends too early" in note
    assert "bad.xml, line 2" in note
    assert QuarantinedFile.objects.get(reason_code="xml-truncated").unit == academy.north_lake
    tasks.look_at_folder()
    assert IntakeRun.objects.filter(state="waiting").count() == 0


def test_a_worker_killed_before_it_put_a_file_away_loses_and_doubles_nothing(
    academy: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.xml").write_bytes(jats())
    tasks.look_at_folder()
    tasks.look_at_folder()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "put_away_done", lambda folder: 0)
        tasks.carry_out_runs()
    assert names(folder) == ["a.xml"]
    tasks.look_at_folder()
    assert names(folder) == ["done/a.xml"]
    # A file of the same name is not written over the first.
    (folder / "a.xml").write_bytes(jats())
    tasks.look_at_folder()
    tasks.look_at_folder()
    tasks.carry_out_runs()
    assert len(names(folder)) == 2
    assert (Article.objects.get().version, FactRecord.objects.filter(name="journals.article_published").count()) == (
        1,
        1,
    )


def test_links_in_the_watched_folder_are_refused(academy: Any, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "s.xml").write_bytes(jats(doi="10.5555/secret"))
    (folder / "out.xml").symlink_to(secret / "s.xml")
    (folder / "all").symlink_to(secret)
    os.mkfifo(folder / "pipe.xml")
    for _time in range(2):
        tasks.look_at_folder()
    tasks.carry_out_runs()
    assert not Article.objects.exists()
    assert {"refused/out.xml", "refused/out.xml.reason.txt", "refused/all"} <= {*names(folder), "refused/all"}
    assert (folder / "refused" / "all").is_symlink()
    assert (secret / "s.xml").exists()
    assert set(QuarantinedFile.objects.values_list("reason_code", flat=True)) == {"link-outside"}


def test_a_folder_that_cannot_be_watched_is_named_by_the_check(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_watch_folder(None) == []
    for wrong in ("incoming", str(folder / "nowhere"), str(settings.SCICOMM_HOME)):
        monkeypatch.setattr(settings, "SCICOMM_WATCH_FOLDER", wrong)
        assert [one.id for one in checks.check_watch_folder(None)] == ["scicomm.E201"]
    monkeypatch.setattr(settings, "SCICOMM_WATCH_FOLDER", str(folder / "nowhere"))
    assert tasks.look_at_folder() == 0
    Worker().register_jobs()
