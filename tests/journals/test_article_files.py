"""Promise: what an article names stands in its place, is handed out safely and fast, and a missing picture says so quietly."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from scicomm.core.models import FactRecord
from scicomm.journals.actions import take_in
from scicomm.journals.models import Article, ArticleFile
from scicomm.journals.queries import files_of
from scicomm.journals.queries.deposit_articles import articles_to_deposit, deposit_article
from scicomm.journals.rules.packages import pictures
from scicomm.journals.rules.packages.matching import Matcher
from scicomm.journals.rules.packages.reading import read_package
from tests.factories.journals import jats
from tests.factories.packages import PDF, figure, picture, zipped
from tests.journals.test_crossref_package import valid

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BODY = (
    figure("fig1")
    + figure("drawing.svg", "Figure 2")
    + figure("gone.tif", "Figure 3")
    + '<p>The sign <inline-graphic xlink:href="sign.png"><alt-text>a &gt; b</alt-text></inline-graphic> is ours.</p>'
    + '<supplementary-material id="s1" xlink:href="data.csv"><label>Data 1</label></supplementary-material>'
    + '<supplementary-material id="s2"><media xlink:href="film.mp4"/></supplementary-material>'
    + '<supplementary-material id="s3" xlink:href="gone.xlsx"/>'
)
ENTRIES = {
    "a.xml": jats(body=BODY),
    "fig1.tif": picture("TIFF", (3000, 20)),
    "drawing.svg": SVG,
    "sign.png": picture(size=(8, 8)),
    "data.csv": "年,量\n1,2\n".encode(),
    "film.mp4": b"\x00\x00\x00\x18ftypmp42" + b"\0" * 100_000,
    "a.pdf": PDF,
    "letter to the editor.txt": b"secret",
}


@pytest.fixture
def send(academy: Any, tmp_path: Path) -> Any:
    """`send(entries)`: takes a package in and says what became of its articles."""

    def run(entries: dict[str, bytes], name: str = "p.zip") -> list[Any]:
        path = tmp_path / name
        path.write_bytes(zipped(entries))
        return [
            outcome for read in read_package(path, name) for outcome in take_in([read], default_unit=academy.north_lake)
        ]

    return run


def address(name: str) -> str:
    return reverse("portal:article_file", args=["10.5555/band.1", name])


def test_the_page_shows_what_came_and_says_quietly_what_did_not(send: Any, client: Any) -> None:
    send(ENTRIES)
    page = client.get(Article.objects.get().get_absolute_url()).content.decode()
    pictures = re.findall(r'<img src="([^"?]+)[^"]*" alt="([^"]*)"(?: width="(\d+)")?', page)
    assert [(path.rpartition("/")[2], width) for path, _alt, width in pictures] == [
        ("fig1.tif.webp", "2000"), ("drawing.svg", ""), ("sign.png", "8"),
    ]  # fmt: skip
    assert pictures[2][1] == "a &gt; b"
    # One picture, one supplement.
    assert page.count("jats-missing") == 2
    assert "Bands" in page
    assert re.search(r'<a href="[^"]+/data.csv\?v=\w{12}">data.csv</a> <span class="meta">CSV, 12', page)
    assert re.search(r'<video controls preload="none" src="[^"]+/film.mp4', page)
    assert re.search(r'href="[^"]+/a.pdf\?v=', page)
    assert "letter" not in page
    for path, _alt, _width in pictures:
        assert client.get(path).status_code == 200


def test_files_are_kept_for_ever_asked_for_in_parts_and_never_run(send: Any, client: Any) -> None:
    send(ENTRIES)
    url = address("film.mp4")
    whole = client.get(url)
    assert (whole.status_code, whole["Accept-Ranges"], whole["Cache-Control"]) == (200, "bytes", "public, max-age=3600")
    body = b"".join(whole)
    assert body == ENTRIES["film.mp4"]
    row = ArticleFile.objects.get(name="film.mp4")
    assert "immutable" in client.get(row.get_absolute_url())["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    for asked, start, end in (
        ("bytes=10-19", 10, 20),
        ("bytes=-5", len(body) - 5, len(body)),
        ("bytes=99990-", 99990, len(body)),
    ):
        part = client.get(url, headers={"Range": asked})
        assert (part.status_code, b"".join(part)) == (206, body[start:end])
        assert part["Content-Range"] == f"bytes {start}-{end - 1}/{len(body)}"
    assert client.get(url, headers={"Range": "bytes=999999-"}).status_code == 416
    assert client.get(url, headers={"Range": "bytes=1-2", "If-Range": '"other"'}).status_code == 200
    assert client.head(url)["Content-Length"] == str(len(body))
    svg = client.get(address("drawing.svg"))
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Disposition"].startswith("attachment")
    assert "sandbox" in svg["Content-Security-Policy"]
    assert svg["X-Content-Type-Options"] == "nosniff"
    assert client.get(address("fig1.tif.webp"))["Content-Type"] == "image/webp"
    assert client.get(address("a.pdf"))["Content-Type"] == "application/pdf"
    for hidden in ("letter_to_the_editor.txt", "nothing.png", "sign.png.webp", ".."):
        assert client.get(address("x").replace("/x", f"/{hidden}")).status_code == 404, hidden


def test_a_page_that_pretends_to_be_a_picture_is_only_saved(send: Any, client: Any) -> None:
    send({"a.xml": jats(body=figure("x.png")), "x.png": b"<!DOCTYPE html><script>alert(1)</script>"})
    answer = client.get(address("x.png"))
    assert answer["Content-Type"].startswith("text/html")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "<img" not in files_of(Article.objects.get()).body


def test_the_same_again_changes_nothing_and_a_newer_version_keeps_what_it_is_silent_on(send: Any) -> None:
    def current() -> dict[str, int]:
        return dict(ArticleFile.objects.filter(is_current=True).values_list("path", "version"))

    first = {"a.xml": jats(body=figure("f1")), "f1.png": picture(), "a-v1.pdf": PDF, "data.csv": b"1"}
    (outcome,) = send(first)
    assert (outcome.state, outcome.files) == ("accepted", 4 - 1)
    (outcome,) = send(first)
    assert (outcome.state, outcome.files, ArticleFile.objects.count()) == ("unchanged", 0, 3)
    second = {
        "a.xml": jats(title_zh="第二版", body=figure("f1")),
        "f1.png": picture(colour="#fff"),
        "a-v2.pdf": PDF + b"2",
    }
    (outcome,) = send(second)
    assert (outcome.state, outcome.version, outcome.files) == ("updated", 2, 2)
    newest = {"f1.png": 2, "a-v2.pdf": 2, "data.csv": 1}
    assert current() == newest
    # The older package once more: nothing goes back.
    (outcome,) = send(first)
    assert (outcome.state, current()) == ("unchanged", newest)
    assert not FactRecord.objects.filter(name="journals.article_files_changed").exists()
    # The same text with a part that was missing: only the part is new.
    (outcome,) = send({**second, "f2.png": picture()})
    assert (outcome.state, outcome.version, outcome.files) == ("updated", 2, 1)
    fact = FactRecord.objects.get(name="journals.article_files_changed")
    assert fact.payload["files"] == 1


def test_files_of_one_name_in_two_folders_get_addresses_of_their_own(send: Any) -> None:
    send(
        {
            "a.xml": jats(body=figure("x/f.png") + figure("y/f.png")),
            "x/f.png": picture(),
            "y/f.png": picture(colour="#fff"),
        }
    )
    names = list(ArticleFile.objects.values_list("name", flat=True))
    assert names[0] == "f.png"
    assert re.fullmatch(r"f-\w{6}\.png", names[1])
    body = files_of(Article.objects.get()).body
    assert re.findall(r'src="[^"]+/(f[^"?]*)', body) == names


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("info:doi/10.1371/journal.pone.0052690.g001", "pone.0052690.g001.tif"),
        ("info:doi/10.1371/journal.pone.0052690.g002", "journal.pone.0052690.g002.PNG"),
        ("elife00007f001", "elife-00007-fig1-v1.tif"),
        ("elife-00353-fig1.tif", "elife-00353-fig1-v2.jpg"),
        ("1414-431X-gf01.tif", "src/1414-431X-gf01.jpg"),
        ("https://minio.example/store/abc/005d9ff7.tif", "005d9ff7.png"),
        ("./media/Figure%201.png", "media/figure 1.PNG"),
        ("../flowchart.png", "flowchart.png"),
        ("nothing.png", None),
        ("", None),
        ("..", None),
    ],
)
def test_names_in_the_habits_of_publishers_find_their_files(href: str, path: str | None) -> None:
    files = [
        "pone.0052690.g001.tif", "journal.pone.0052690.g002.PNG", "elife-00007-fig1-v1.tif", "elife-00353-fig1-v2.jpg",
        "src/1414-431X-gf01.jpg", "src/1414-431X-gf01.thumbnail.jpg", "005d9ff7.png", "media/figure 1.PNG", "flowchart.png",
    ]  # fmt: skip
    assert Matcher(files).find(href) == path


def test_pictures_of_too_many_pixels_and_broken_ones_have_no_web_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, web = tmp_path / "a", tmp_path / "a.webp"
    file.write_bytes(picture("TIFF", (30, 30)))
    assert pictures.measured(file, "image/tiff", web).web == web
    web.unlink()
    file.write_bytes(picture("BMP")[:60])
    assert pictures.measured(file, "image/bmp", web) == pictures.Measured()
    file.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n(danger) run")
    assert pictures.measured(file, "application/postscript", web) == pictures.Measured()
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    file.write_bytes(picture("TIFF", (30, 30)))
    assert pictures.measured(file, "image/tiff", web) == pictures.Measured(30, 30)
    assert not web.exists()


def test_the_pdf_is_told_to_programs_and_to_the_register(send: Any, client: Any) -> None:
    send(ENTRIES)
    article = Article.objects.get()
    lasting = "/articles/10.5555/band.1/files/a.pdf"
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}{article.get_absolute_url().removeprefix('/en')}")
        page = answer.content.decode()
        assert re.search(rf'<meta name="citation_pdf_url" content="https?://[^/"]+{lasting}">', page), prefix
        data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[0])
        assert [one["contentUrl"].endswith(lasting) for one in data["encoding"]] == [True, False]
        assert re.search(rf'<[^>]+{lasting}>; rel="item"; type="application/pdf"', answer["Link"])
    linkset = client.get("/articles/10.5555/band.1/linkset.json").content.decode()
    assert linkset.count(lasting) == 2
    told = {one["name"]: one for one in client.get("/api/v1/articles/10.5555/band.1").json()["files"]}
    assert set(told) == {"fig1.tif", "drawing.svg", "sign.png", "data.csv", "film.mp4", "a.pdf"}
    pdf = told["a.pdf"]
    assert (pdf["role"], pdf["type"], pdf["size"]) == ("pdf", "application/pdf", len(PDF)) and pdf["url"].endswith(
        lasting
    )
    (row,) = articles_to_deposit([article.pk])
    deposit = deposit_article(row, None)
    assert deposit.files == {"application/pdf": pdf["url"]}
    collection = valid(deposit).find(".//{*}collection[@property='text-mining']")
    assert collection is not None and collection.findtext("{*}item/{*}resource") == pdf["url"]
