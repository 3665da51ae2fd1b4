"""Promise: packages go in with their parts; one that tries a trick, or holds no article, is refused with reason and entry."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from scicomm.core.models import FactRecord
from scicomm.journals.models import Article, ArticleFile, QuarantinedFile
from scicomm.journals.rules.packages import archive
from scicomm.journals.rules.packages import reading as packages
from scicomm.journals.rules.packages.names import UnsafeName, safe_name
from scicomm.journals.rules.packages.reading import read_package
from scicomm.journals.rules.packages.sniff import root_name, sniffed
from scicomm.journals.rules.reading import ReadFile, Refusal
from tests.factories.journals import jats
from tests.factories.packages import PDF, figure, link_named, locked, picture, raw_named, zipped

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> dict[str, Any]:
    out = io.StringIO()
    call_command("ingest", "--json", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def read(tmp_path: Path, data: bytes, name: str = "p.zip") -> list[ReadFile | Refusal]:
    path = tmp_path / name
    path.write_bytes(data)
    return [
        (one, [part.path for part in one.parts])[0] if isinstance(one, ReadFile) else one
        for one in read_package(path, name)
    ]


@pytest.mark.samples
def test_real_packages_go_in_with_their_figures_and_pdf(academy: Any, samples: Path) -> None:
    report = run(samples / "packages")
    assert (len(report["accepted"]), len(report["unchanged"]), report["quarantined"]) == (5, 2, [])
    figure, pdf = ArticleFile.objects.filter(article__doi="10.7554/elife.00353")
    assert (figure.role, figure.kind, figure.width, figure.height) == ("figure", "image/tiff", 797, 914)
    assert figure.web_file.size < 100_000
    assert (pdf.role, pdf.kind, pdf.size) == ("pdf", "application/pdf", 936318)
    # Names of a document store say nothing: its pictures are kept, but never shown as something they may not be.
    roles = ArticleFile.objects.filter(article__doi="10.1590/1414-431x2021e11439").values_list("role", flat=True)
    assert sorted(roles) == ["other"] * 4 + ["pdf"]
    again = run(samples / "packages")
    assert (again["accepted"], again["updated"], len(again["unchanged"])) == ([], [], 7)
    assert ArticleFile.objects.count() == 7
    assert not FactRecord.objects.filter(name="journals.article_files_changed").exists()


BOMB = zipped({"a.xml": b" " * 30_000_000})
TRICKS = [
    (zipped({"../../evil.xml": jats()}), "package-path", "../../evil.xml"),
    (zipped({"/etc/evil.xml": jats()}), "package-path", "/etc/evil.xml"),
    (zipped({"C:\\evil.xml": jats()}), "package-path", "C:\\evil.xml"),
    (zipped({"fig\\..\\..\\evil.xml": jats()}), "package-path", "fig\\..\\..\\evil.xml"),
    (link_named("a.xml", "/etc/passwd"), "package-link", "a.xml"),
    (locked({"a.xml": jats()}), "package-encrypted", "a.xml"),
    (BOMB, "package-bomb", "a.xml"),
    (zipped({"1.zip": zipped({"2.zip": zipped({"3.zip": BOMB})})}), "package-nested", "1.zip/2.zip"),
    (zipped({"a.xml": jats()})[:-30], "package-broken", ""),
    (b"no zip at all", "package-broken", ""),
    (zipped({"a.txt": b"x", "crossref.xml": b"<doi_batch/>"}), "package-no-article", ""),
    (zipped({}), "package-no-article", ""),
]


@pytest.mark.parametrize(("data", "code", "entry"), TRICKS)
def test_tricks_are_refused_by_name_and_nothing_lies_outside(
    data: bytes, code: str, entry: str, academy: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "p.zip").write_bytes(data)
    report = run(folder)
    assert [one["reason_code"] for one in report["quarantined"]] == [code]
    row = QuarantinedFile.objects.get()
    assert row.params["entry"] == entry
    assert entry in row.message
    assert row.can_replay
    assert not Article.objects.exists()
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "p.zip"]


def test_an_entry_that_stands_twice_or_too_often_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("a.xml", jats())
        file.writestr("a.xml", jats(title_zh="另一个"))
    (twice,) = read(tmp_path, out.getvalue())
    assert (twice.reason_code, twice.params["entry"]) == ("package-duplicate", "a.xml")
    monkeypatch.setattr(packages, "Budget", lambda: archive.Budget(entries=2, total=100))
    (many,) = read(tmp_path, zipped(dict.fromkeys("abc", b"")))
    assert (many.reason_code, many.params["count"]) == ("package-too-many", 3)
    (large,) = read(tmp_path, zipped({"a.xml": jats()}, stored=True))
    assert large.reason_code == "package-too-large"


def test_a_damaged_part_keeps_its_article_out_and_its_neighbours_go_in(tmp_path: Path) -> None:
    good = jats(doi="10.5555/good")
    bad = jats(doi="10.5555/bad", body=figure("bad-fig.png"))
    data = bytearray(zipped({"bad.xml": bad, "bad-fig.png": picture(), "good.xml": good}, stored=True))
    at = data.index(picture())
    data[at + 20 : at + 24] = b"\0\0\0\0"
    first, second = read(tmp_path, bytes(data))
    assert (first.file, first.reason_code, first.params["entry"]) == ("p.zip/bad.xml", "package-broken", "bad-fig.png")
    assert second.parsed.doi == "10.5555/good"


def test_names_in_chinese_encodings_are_read(tmp_path: Path) -> None:
    for name in ("论文 一.xml".encode("gb18030"), "论文 一.xml".encode()):
        (one,) = read(tmp_path, raw_named(name, jats()))
        assert one.file == "p.zip/论文 一.xml"
    (latin,) = read(tmp_path, raw_named("étude.xml".encode("cp437"), jats()))
    assert latin.file == "p.zip/étude.xml"
    (windows,) = read(tmp_path, zipped({"稿件\\一.xml": jats()}))
    assert windows.file == "p.zip/稿件/一.xml"


@pytest.mark.parametrize("name", ["..", "a/../../b", "/a", "\\\\host\\a", "c:a", "a/c:/b", "a\nb", "", ". ", "x" * 600])
def test_names_that_lead_out_are_none(name: str) -> None:
    with pytest.raises(UnsafeName):
        safe_name(name)


def test_articles_of_one_package_get_their_own_parts(tmp_path: Path) -> None:
    entries = {
        "__MACOSX/._one.xml": b"\0\5\x16\7",
        "one.xml": jats(doi="10.5555/one", body=figure("fig1")),
        "one.pdf": PDF,
        "fig1.tif": picture("TIFF"),
        "two/two.xml": jats(doi="10.5555/two", body=figure("fig1.png")),
        "two/fig1.png": picture(),
        "two/letter.docx": b"PK\x03\x04",
        "crossref.xml": b"<doi_batch/>",
    }
    path = tmp_path / "p.zip"
    path.write_bytes(zipped(entries))
    found = {}
    for one in read_package(path, "p.zip"):
        assert all(part.file.is_file() for part in one.parts)
        found[one.parsed.doi] = [(part.path, part.role, part.kind) for part in one.parts]
    assert found == {
        "10.5555/one": [("one.pdf", "pdf", "application/pdf"), ("fig1.tif", "figure", "image/tiff")],
        "10.5555/two": [
            ("two/fig1.png", "figure", "image/png"),
            ("two/letter.docx", "other", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ],
    }


def test_a_delivery_of_packages_is_opened_one_level_deep(academy: Any, tmp_path: Path) -> None:
    inner = {f"{number}.zip": zipped({"a.xml": jats(doi=f"10.5555/n{number}")}) for number in (1, 2)}
    (tmp_path / "all.zip").write_bytes(zipped({**inner, "3.zip": zipped({"readme.txt": b"x"})}))
    report = run(tmp_path)
    assert [one["file"].removeprefix(f"{tmp_path}/") for one in report["accepted"]] == [
        "all.zip/1.zip/a.xml",
        "all.zip/2.zip/a.xml",
    ]
    assert [(one["reason_code"], one["file"][-13:]) for one in report["quarantined"]] == [
        ("package-no-article", "all.zip/3.zip")
    ]


MANIFEST = """<?xml version="1.0"?><!DOCTYPE manifest PUBLIC "-//MECA//DTD Manifest v1.0//en" "MECA_manifest.dtd">
<manifest xmlns="https://manuscriptexchange.org/schema/manifest" manifest-version="1"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<item id="a" item-type="article"><instance media-type="application/xml" xlink:href="content/article.xml"/>
 <instance media-type="application/pdf" xlink:href="content/all.pdf"/></item>
<item item-type="figure"><instance xlink:href="content/f1.png"/></item>
<item type="supplement"><title>Raw data</title><instance href="content/data.csv"/></item>
<item item-type="review-metadata"><instance xlink:href="reviews.xml"/></item>
<item item-type="cover-letter"><instance xlink:href="content/letter.pdf"/></item>
</manifest>"""


def test_a_meca_package_is_read_by_its_manifest_and_reviews_stay_inside(tmp_path: Path) -> None:
    entries = {
        "manifest.xml": MANIFEST.encode(),
        "reviews.xml": jats(doi="10.5555/review"),
        "content/article.xml": jats(body=figure("f1.png") + figure("letter.pdf")),
        "content/all.pdf": PDF,
        "content/letter.pdf": PDF + b"x",
        "content/f1.png": picture(),
        "content/data.csv": b"a,b\n1,2\n",
    }
    (one,) = read(tmp_path, zipped(entries))
    assert one.parsed.doi == "10.5555/band.1"
    roles = {part.path: (part.role, part.title) for part in one.parts}
    assert roles["content/all.pdf"][0] == "pdf"
    assert roles["content/f1.png"][0] == "figure"
    assert roles["content/data.csv"] == ("supplement", "Raw data")
    assert {roles[name][0] for name in ("reviews.xml", "content/letter.pdf", "manifest.xml")} == {"other"}
    del entries["content/article.xml"]
    (refused,) = read(tmp_path, zipped(entries))
    assert (refused.reason_code, refused.params["entry"]) == ("package-manifest", "content/article.xml")


def test_a_broken_article_in_a_package_is_refused_with_its_own_line(academy: Any, tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(zipped({"a.xml": b"<article>\n<front>", "b.xml": jats()}))
    report = run(tmp_path)
    assert len(report["accepted"]) == 1
    row = QuarantinedFile.objects.get()
    assert (row.reason_code, row.line, row.entry) == ("xml-truncated", 2, "a.xml")
    assert row.file_name.endswith("p.zip/a.xml")
    assert row.source.read() == b"<article>\n<front>"
    (tmp_path / "p.zip").write_bytes(zipped({"a.xml": jats(doi="10.5555/now"), "b.xml": jats()}))
    run(tmp_path)
    row.refresh_from_db()
    assert (row.state, row.article.doi) == ("accepted", "10.5555/now")


def test_bytes_and_not_names_say_what_a_file_is() -> None:
    assert sniffed(b"<html><script>", "a.png") == "text/html"
    assert sniffed(b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="">', "a.jpg") == "image/svg+xml"
    assert sniffed(picture("JPEG"), "a.exe") == "image/jpeg"
    assert sniffed("一,二\n".encode() * 900, "a.csv") == "text/csv"
    assert sniffed(b"MZ\x90\x00\x03", "a.pdf") == "application/octet-stream"
    assert sniffed(b"\x00\x00\x00\x18ftypmp42", "a") == "video/mp4"
    assert root_name(b"<!DOCTYPE article><!-- <x> --><jats:article>") == "article"
    assert root_name("<?xml version='1.0'?><article>".encode("utf-16")) == "article"
    assert root_name(b"<!DOCTYPE") == ""
