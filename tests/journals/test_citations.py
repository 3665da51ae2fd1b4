"""Promise: a citation follows its style to the letter, can be read by the programs it is for, and says so when an article was
retracted."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import bibtexparser
import pytest
import rispy  # type: ignore[import-untyped]
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter  # type: ignore[import-untyped]
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]

from scicomm.journals.queries import work_of
from scicomm.journals.rules import intake
from scicomm.journals.rules.citations import (
    FORMATS,
    TEXTS,
    Author,
    Work,
    apa,
    bibtex,
    csl_item,
    gbt7714_2015,
    gbt7714_2025,
    ris,
)
from scicomm.journals.rules.citations.names import initials, is_pinyin
from scicomm.journals.rules.jats import JatsRefused, read_article
from tests.conftest import SAMPLES

ENGLISH = Work(
    doi="10.5555/band_1",
    title="Band spacing & early signals",
    other_title="条带间距与早期信号",
    authors=(
        Author("Zhang", "Wei", is_pinyin=True),
        Author("Müller", "Anna-Lena Maria"),
        Author(whole="Steppe Group"),
        Author("Li", "Na", is_pinyin=True),
    ),
    journal="Journal of Wetlands",
    published_on=dt.date(2026, 5, 17),
    volume="12",
    issue="3",
    pages="101–110",
    url="https://house.example/articles/10.5555/band_1/",
    keywords=("grassland",),
    accessed_on=dt.date(2026, 11, 26),
)
CHINESE = Work(
    doi="10.5555/band.2",
    title="条带间距可作为早期信号",
    other_title="Band spacing as an early signal",
    authors=tuple(
        Author(family, given, whole, is_pinyin=True)
        for family, given, whole in (
            ("Zhang", "Wei", "张伟"), ("Li", "Na", "李娜"), ("Wang", "Lei", "王磊"), ("Shen", "Zhi", "沈知"),
        )
    ),
    journal="湿地学报",
    published_on=dt.date(2026, 5, 17),
    volume="12",
    issue="3",
    pages="101-110",
    language="zh",
    accessed_on=dt.date(2026, 11, 26),
)  # fmt: skip
RETRACTED = {"state": "retracted", "notice_doi": "10.5555/r", "notice_on": dt.date(2026, 9, 1)}


def test_gbt_7714_of_2015_names_three_in_capitals_and_abbreviates() -> None:
    assert gbt7714_2015(ENGLISH) == (
        "ZHANG W, MÜLLER A L M, Steppe Group, et al. Band spacing & early signals[J]. Journal of Wetlands, 2026, 12(3): "
        "101-110. DOI:10.5555/band_1."
    )
    assert gbt7714_2015(CHINESE) == (
        "张伟, 李娜, 王磊, 等. 条带间距可作为早期信号[J]. 湿地学报, 2026, 12(3): 101-110. DOI:10.5555/band.2."
    )


def test_gbt_7714_of_2025_writes_pinyin_in_full_keeps_hyphens_and_shouts_at_nobody() -> None:
    assert gbt7714_2025(ENGLISH) == (
        "Zhang Wei, Müller A-L M, Steppe Group, et al. Band spacing & early signals[J]. Journal of Wetlands, 2026, 12(3): "
        "101-110. DOI:10.5555/band_1."
    )
    assert gbt7714_2025(CHINESE) == gbt7714_2015(CHINESE)


@pytest.mark.parametrize("style", [gbt7714_2015, gbt7714_2025])
def test_gbt_7714_gives_the_day_of_reading_for_what_is_online_only(style: Any) -> None:
    online = replace(CHINESE, authors=CHINESE.authors[:1], volume="", issue="", pages="")
    assert style(online) == (
        "张伟. 条带间距可作为早期信号[J/OL]. 湿地学报, 2026(2026-05-17)[2026-11-26]. https://doi.org/10.5555/band.2."
    )
    assert "2026(3): 101" in style(replace(CHINESE, volume=""))
    assert style(Work(doi="10.5/x", title="T", journal="J")) == "T[J/OL]. J. https://doi.org/10.5/x."


def test_apa_inverts_names_and_names_up_to_twenty() -> None:
    assert apa(ENGLISH) == (
        "Zhang, W., Müller, A.-L. M., Steppe Group, & Li, N. (2026). Band spacing & early signals. Journal of Wetlands, 12(3), "
        "101–110. https://doi.org/10.5555/band_1"
    )
    assert apa(CHINESE) == (
        "Zhang, W., Li, N., Wang, L., & Shen, Z. (2026). 条带间距可作为早期信号 [Band spacing as an early signal]. "
        "湿地学报, 12(3), 101–110. https://doi.org/10.5555/band.2"
    )
    many = apa(replace(ENGLISH, authors=tuple(Author(f"A{number}", "B") for number in range(25)), pages="e0123"))
    assert "A18, B., . . . A24, B. (2026)" in many and "A19," not in many
    assert "12(3), Article e0123. https" in many


def test_a_work_with_nothing_but_its_doi_can_be_cited_in_every_way() -> None:
    bare = Work(doi="10.5555/x", title="T", journal="J")
    assert bibtex(bare).startswith("@article{105555x,")
    for _label, write in TEXTS.values():
        assert "10.5555/x" in write(bare)
    for kind in FORMATS.values():
        assert "10.5555/x" in kind.write(bare)


def test_bibtex_escapes_what_tex_would_read_as_code() -> None:
    entry = bibtex(ENGLISH)
    assert entry.startswith("@article{zhang2026band,\n")
    assert r"title = {{Band spacing \& early signals}}" in entry
    assert "author = {Zhang, Wei and Müller, Anna-Lena Maria and {Steppe Group} and Li, Na}" in entry
    assert "pages = {101--110}" in entry and "doi = {10.5555/band_1}" in entry
    evil = bibtex(replace(ENGLISH, title="}\\input{/etc/passwd}"))
    assert r"\}\textbackslash{}input\{/etc/passwd\}" in evil


def test_ris_is_one_line_a_field_and_one_record() -> None:
    record = ris(replace(ENGLISH, title="Band\r\nER  - \r\nspacing"))
    assert record.splitlines()[0] == "TY  - JOUR" and record.count("\nER  - ") == 1 and record.endswith("ER  - \r\n")
    assert "TI  - Band ER - spacing\r\n" in record and "SP  - 101\r\nEP  - 110\r\n" in record
    assert "DA  - 2026/05/17" in record and "TT  - 条带间距与早期信号" in record
    assert "DA  -" not in ris(replace(ENGLISH, precision="year"))


@pytest.mark.parametrize(("work", "mark"), [(ENGLISH, "RETRACTED: Band"), (CHINESE, "撤稿：条带")])
def test_a_retracted_article_says_so_in_every_style_and_file(work: Work, mark: str) -> None:
    gone = replace(work, **RETRACTED)  # type: ignore[arg-type]
    written = [write(gone) for _label, write in TEXTS.values()] + [kind.write(gone) for kind in FORMATS.values()]
    for text in written:
        assert mark in text
        assert text.count(mark[:3]) >= 1
    for kind in FORMATS.values():
        assert "10.5555/r" in kind.write(gone) and "2026-09-01" in kind.write(gone)
    assert "10.5555/r" in apa(gone)
    named = replace(gone, title=f"{mark[: mark.index(work.title[:2])]}{work.title}")
    assert gbt7714_2025(named).count(mark) == 1, "a title that says it already is not marked twice"
    concern = replace(work, state="concern")
    assert mark not in gbt7714_2025(concern) and csl_item(concern)["note"] == concern.note != ""


def test_names_are_abbreviated_as_each_style_wants_and_pinyin_is_known() -> None:
    assert initials("Anna-Lena M.", hyphen=" ") == "A L M"
    assert initials("Jean-Luc", hyphen="-", point=".") == "J.-L."
    known = {("Zhang", "Wei"), ("Ouyang", "Xiaoming"), ("Lü", "Xiao-ming"), ("Li", "Na")}
    unknown = {("Wang", "Christopher"), ("Smith", "Li"), ("Li", ""), ("Müller", "Anna")}
    assert all(is_pinyin(*name) for name in known) and not any(is_pinyin(*name) for name in unknown)


def _sample_works() -> list[Work]:
    """Every sample as a work, through the same values that go into the database."""
    from scicomm.journals.models import Article, Authorship, Journal

    works = []
    for path in sorted([*(SAMPLES / "jats").glob("*.xml"), *(SAMPLES / "jats-edge").glob("*.xml")]):
        try:
            parsed = read_article(path.read_bytes(), name=path.name)
        except JatsRefused:
            continue
        values = intake.article_values(parsed)
        titles = parsed.journal.titles
        journal = Journal(title_en=titles.get("en") or next(iter(titles.values()), "J"), title_zh=titles.get("zh", ""))
        authors = [Authorship(**vars_of(one)) for one in intake.authors(parsed)]
        works.append(work_of(Article(doi=parsed.doi, journal=journal, **values), authors))
    return works


def vars_of(values: Any) -> dict[str, Any]:
    return {name: getattr(values, name) for name in values.__slots__}


CSL = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>t</title><id>t</id>
<updated>2026-01-01T00:00:00+00:00</updated></info><citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix="."><names variable="author"><name name-as-sort-order="all" and="text"/></names>
<text variable="title" prefix=" "/><text variable="container-title" prefix=" "/><date variable="issued" prefix=" ">
<date-part name="year"/></date><text variable="volume" prefix=" "/><text variable="page" prefix=" "/>
<text variable="DOI" prefix=" "/></layout></bibliography></style>"""


@pytest.mark.skipif(not (SAMPLES / "jats").is_dir(), reason="the real samples are not here")
def test_readers_of_others_understand_every_sample(tmp_path: Any) -> None:
    works = _sample_works()
    assert len(works) > 40
    (tmp_path / "t.csl").write_text(CSL)
    style = CitationStylesStyle(str(tmp_path / "t.csl"), validate=False)
    for work in works:
        (record,) = rispy.loads(ris(work))
        assert (record["title"], record["doi"]) == (work.marked_title, work.doi)
        assert record.get("authors", []) == [author.inverted for author in work.authors if author.inverted]
        library = bibtexparser.parse_string(bibtex(work))
        assert not library.failed_blocks, library.failed_blocks
        assert library.entries[0]["doi"] == work.doi
        item = json.loads(FORMATS["json"].write(work))
        bibliography = CitationStylesBibliography(style, CiteProcJSON(item), formatter.plain)
        bibliography.register(Citation([CitationItem(work.doi)]))
        (entry,) = map(str, bibliography.bibliography())
        assert work.doi in entry and work.year in entry
        assert all(len(write(work).splitlines()) == 1 for _label, write in TEXTS.values())
