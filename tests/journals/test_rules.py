"""Promise: citations follow their formats to the letter; headings find their discipline; notices weigh what they say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from scicomm.journals.rules.citations import Citation, CitedAuthor, bibtex, gbt7714, plain_text, ris
from scicomm.journals.rules.notices import heaviest, state_of
from scicomm.journals.rules.subjects import TABLE, codes_in, subject_codes

ENGLISH = Citation(
    doi="10.5555/band_1",
    title="Band spacing & early signals",
    authors=(
        CitedAuthor("Zhang", "Wei"),
        CitedAuthor("Müller", "Anna-Lena"),
        CitedAuthor(whole="Steppe Group"),
        CitedAuthor("Li", "Na"),
    ),
    journal="Journal of Wetlands",
    published_on=dt.date(2026, 5, 17),
    volume="12",
    issue="3",
    pages="101–110",
    url="https://doi.org/10.5555/band_1",
    keywords=("grassland",),
)
CHINESE = Citation(
    doi="10.5555/band.2",
    title="条带间距可作为早期信号",
    authors=tuple(CitedAuthor(whole=name) for name in ("张伟", "李娜", "王磊", "沈知")),
    journal="湿地学报",
    published_on=dt.date(2026, 5, 17),
    volume="12",
    issue="3",
    pages="101–110",
)


def test_bibtex_escapes_what_tex_would_read_as_code() -> None:
    entry = bibtex(ENGLISH)
    assert entry.startswith("@article{zhang2026band,\n")
    assert r"title = {{Band spacing \& early signals}}" in entry
    assert "author = {Zhang, Wei and Müller, Anna-Lena and {Steppe Group} and Li, Na}" in entry
    assert "pages = {101--110}" in entry
    assert "doi = {10.5555/band_1}" in entry
    evil = bibtex(replace(ENGLISH, title="}\\input{/etc/passwd}"))
    assert r"\}\textbackslash{}input\{/etc/passwd\}" in evil


def test_ris_is_one_line_a_field() -> None:
    record = ris(replace(ENGLISH, title="Band\r\nER  - \r\nspacing"))
    assert record.splitlines()[0] == "TY  - JOUR"
    assert record.count("ER  - ") == 1
    assert "TI  - Band ER - spacing\r\n" in record
    assert "SP  - 101\r\nEP  - 110\r\n" in record
    assert "DA  - 2026/05/17" in record
    assert "DA  -" not in ris(replace(ENGLISH, date_is_full=False))
    assert record.endswith("ER  - \r\n")


def test_gbt_7714_names_three_authors_and_then_others() -> None:
    assert gbt7714(CHINESE) == (
        "张伟, 李娜, 王磊, 等. 条带间距可作为早期信号[J]. 湿地学报, 2026, 12(3): 101–110. DOI:10.5555/band.2."
    )
    assert gbt7714(ENGLISH) == (
        "ZHANG W, MÜLLER A L, Steppe Group, et al. Band spacing & early signals[J]. Journal of Wetlands, 2026, 12(3): "
        "101–110. DOI:10.5555/band_1."
    )
    assert "[J/OL]" in gbt7714(replace(ENGLISH, volume="", issue="", pages=""))


def test_the_plain_citation_reads_as_a_sentence() -> None:
    assert plain_text(CHINESE) == (
        "张伟，李娜，王磊，等. 条带间距可作为早期信号. 湿地学报 2026;12(3):101–110. https://doi.org/10.5555/band.2"
    )


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("Research Article", []),
        ("Cell biology", ["180"]),
        ("Computational biology", ["180"]),
        ("Computer Science", ["520"]),
        ("Public Health and Epidemiology", ["330"]),
        ("地球科学", ["170"]),
        ("计算机科学技术", ["520"]),
        ("Artigos Originais", []),
    ],
)
def test_headings_find_their_discipline(heading: str, codes: list[str]) -> None:
    assert codes_in(heading) == codes


def test_keywords_are_asked_only_when_headings_are_silent() -> None:
    assert subject_codes(["Research Article"], ["湿地", "碳汇"]) == ["610"]
    assert subject_codes(["Physics"], ["湿地"]) == ["140"]
    assert all(len(code) == 3 and code.isdigit() for code in TABLE)


def test_an_addendum_never_retracts() -> None:
    assert state_of("retracted-article", "retraction") == "retracted"
    assert state_of("retracted-article", "addendum") == "corrected"
    assert state_of("companion", "research-article") == ""
    assert heaviest(["corrected", "retracted", "concern"]) == "retracted"
    assert heaviest([]) == "current"
