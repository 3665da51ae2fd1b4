"""Promise: `scicomm ingest` takes in what can be read, refuses the rest one by one, and may be repeated or cut off anywhere."""

from __future__ import annotations

import io
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.journals.actions import publishing
from scicomm.journals.actions.indexing import index_article, index_articles
from scicomm.journals.models import Article, Journal, QuarantinedFile
from scicomm.journals.rules.reading import Refusal, files_in, shown_name
from scicomm.search.models import IndexEntry
from tests.factories.journals import jats
from tests.factories.newsroom import make_article

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> tuple[dict[str, Any], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("ingest", "--json", *map(str, arguments), stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


@pytest.mark.samples
def test_every_sample_goes_in_once(academy: Any, samples: Path) -> None:
    first, _said = run(samples / "jats")
    assert (len(first["accepted"]), first["quarantined"]) == (42, [])
    second, _said = run(samples / "jats")
    assert (len(second["unchanged"]), second["accepted"], second["updated"]) == (42, [], [])
    assert FactRecord.objects.filter(name="journals.article_published").count() == 42
    assert Article.objects.filter(authors=None).count() == 0
    assert Journal.objects.filter(title_en__iexact="PLOS ONE").count() == 1


@pytest.mark.samples
def test_odd_samples_are_refused_with_line_and_reason(academy: Any, samples: Path) -> None:
    report, said = run(samples / "jats-edge")
    assert (len(report["accepted"]), len(report["quarantined"])) == (8, 6)
    broken = next(one for one in report["quarantined"] if "clinical_trials" in one["file"])
    assert (broken["line"], broken["reason_code"]) == (12, "xml-broken")
    assert f"{broken['file']}:12: xml-broken: " in said
    assert QuarantinedFile.objects.filter(state="open").count() == 6
    run(samples / "jats-edge")
    assert QuarantinedFile.objects.count() == 6


def test_one_broken_file_does_not_stop_the_others(academy: Any, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"a{number}.xml").write_bytes(jats(doi=f"10.5555/many.{number}"))
    (tmp_path / "a5b.xml").write_text("<article>\n<front>", encoding="utf-8")
    (tmp_path / "bomb.xml").write_text(
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>\n<article>&z;</article>', encoding="utf-8"
    )
    report, _said = run(tmp_path, "--unit", "north-lake")
    assert len(report["accepted"]) == 12
    assert [one["reason_code"] for one in report["quarantined"]] == ["xml-truncated", "entity-declared"]
    assert Journal.objects.get().unit == academy.north_lake
    assert report["per_second"] > 0


def test_a_mended_file_closes_its_refusal(academy: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(jats()[:300])
    run(path)
    path.write_bytes(jats())
    report, _said = run(path)
    assert len(report["accepted"]) == 1
    assert QuarantinedFile.objects.get().state == "accepted"


def test_a_run_cut_off_between_articles_is_finished_by_the_next(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scicomm.journals.management.commands import ingest

    for number in range(6):
        (tmp_path / f"a{number}.xml").write_bytes(jats(doi=f"10.5555/many.{number}"))
    monkeypatch.setattr(ingest, "BATCH_FILES", 2)
    real, calls = ingest.take_in, iter(range(9))

    def cut(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ingest, "take_in", cut)
        run(tmp_path)
    assert Article.objects.count() == 2
    report, _said = run(tmp_path)
    assert (len(report["unchanged"]), len(report["accepted"])) == (2, 4)
    assert FactRecord.objects.filter(name="journals.article_published").count() == 6


def test_what_went_in_waits_for_the_index_in_the_same_transaction(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of a handful that fails takes nobody else along, and nothing of it is told to search."""
    for number in range(3):
        (tmp_path / f"a{number}.xml").write_bytes(jats(doi=f"10.5555/many.{number}"))
    real = publishing.new_relations

    def failing(article: Article, related: Any) -> Any:
        if article.doi.endswith(".1"):
            raise ValueError("not this one")
        return real(article, related)

    monkeypatch.setattr(publishing, "new_relations", failing)
    report, _said = run(tmp_path)
    assert len(report["quarantined"]) == 1
    keys = {f"journals.article:{pk}" for pk in Article.objects.values_list("pk", flat=True)}
    assert len(keys) == 2
    assert (
        set(IndexEntry.objects.filter(index="public", state=IndexEntry.State.PENDING).values_list("key", flat=True))
        == keys
    )


def test_what_is_not_public_is_taken_out_of_search_by_the_handful_too(academy: Any) -> None:
    shown = make_article(academy.north_lake)
    index_article(shown.pk)
    gone = f"journals.article:{shown.pk + 1}"
    IndexEntry.objects.create(index="public", key=gone, payload={"key": gone}, changed_at=timezone.now())
    index_articles([shown, Article(pk=shown.pk + 1)])
    payloads = dict(IndexEntry.objects.values_list("key", "payload"))
    assert payloads[gone] is None
    assert payloads[f"journals.article:{shown.pk}"]["title"] == shown.title_zh


def test_a_file_of_200_mb_is_refused_by_its_size_at_once(academy: Any, tmp_path: Path) -> None:
    with (tmp_path / "huge.xml").open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    began = time.process_time()
    report, _said = run(tmp_path)
    assert report["quarantined"][0]["reason_code"] == "too-large"
    assert time.process_time() - began < 1


def test_links_out_of_a_folder_and_odd_names_do_no_harm(academy: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "s.xml").write_bytes(jats(doi="10.5555/secret"))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "out.xml").symlink_to(secret / "s.xml")
    (folder / "round").symlink_to(folder)
    (folder / "gone.xml").symlink_to(tmp_path / "nowhere.xml")
    os.mkfifo(folder / "pipe.xml")
    (folder / "a.xml").write_bytes(jats())
    (folder / "twin.xml").symlink_to(folder / "a.xml")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b[2J.xml")).write_bytes(jats(doi="10.5555/odd"))
    report, _said = run(folder)
    assert {one["doi"] for one in report["accepted"]} == {"10.5555/band.1", "10.5555/odd"}
    assert {one["reason_code"] for one in report["quarantined"]} == {"link-outside", "unreadable"}
    assert not any("\x1b" in one["file"] for one in report["accepted"])


def test_versions_in_a_folder_are_met_in_natural_order(tmp_path: Path) -> None:
    for name in ("a-v10.xml", "a-v2.xml", "b.txt"):
        (tmp_path / name).touch()
    found = [one for one in files_in(tmp_path) if not isinstance(one, Refusal)]
    assert [one.name for one in found] == ["a-v2.xml", "a-v10.xml"]
    assert shown_name(Path("a\nb.xml")) == "a\ufffdb.xml"


def test_nothing_to_read_is_an_error_that_says_so(academy: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run(tmp_path)
    with pytest.raises(CommandError):
        run(tmp_path / "missing.xml")
    with pytest.raises(CommandError):
        run(tmp_path, "--unit", "nobody")
