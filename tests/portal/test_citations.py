"""Citations follow their standards, whatever is missing."""

from __future__ import annotations

import datetime as dt

from scicomm.portal.rules.citations import Author, Work, bibtex, gbt7714, highwire, ris, schema_org
from scicomm.portal.rules.reading import headings_in, reading_minutes
from scicomm.portal.views.shared import json_ld

WORK = Work(
    doi="10.5555/demo.1",
    title="Bands & gaps: 5% of {all}",
    authors=(
        Author("Gu", "Huai-yuan"),
        Author("Tsomo", "Lhosang"),
        Author(literal="陈以衡"),
        Author("Lindqvist", "Nora"),
    ),
    journal="Demonstration Journal",
    day=dt.date(2027, 3, 18),
    volume="12",
    issue="3",
    pages="41–58",
    url="https://demo.example/a",
)


def test_gbt_7714_names_three_and_abbreviates_given_names() -> None:
    assert gbt7714(WORK) == (
        "GU H Y, TSOMO L, 陈以衡, et al. Bands & gaps: 5% of {all}[J]. Demonstration Journal, 2027, 12(3): 41-58. "
        "DOI:10.5555/demo.1."
    )


def test_bibtex_escapes_what_tex_would_read() -> None:
    text = bibtex(WORK)
    assert r"title = {{Bands \& gaps: 5\% of \{all\}}}" in text
    assert "author = {Gu, Huai-yuan and Tsomo, Lhosang and {陈以衡} and Lindqvist, Nora}" in text
    assert "pages = {41--58}" in text


def test_ris_has_a_line_a_value_and_an_end() -> None:
    lines = ris(WORK).split("\n")
    assert lines[0] == "TY  - JOUR" and lines[-1] == "ER  - "
    assert "SP  - 41" in lines and "EP  - 58" in lines


def test_a_work_with_nothing_but_its_doi_can_be_cited() -> None:
    bare = Work(doi="10.5555/x", title="T", authors=(), journal="J", day=dt.date(2027, 1, 1))
    assert gbt7714(bare) == "T[J]. J, 2027. DOI:10.5555/x."
    assert bibtex(bare).startswith("@article{anon2027")
    assert ("citation_doi", "10.5555/x") in highwire(bare)
    assert "author" not in schema_org(bare)


def test_a_latin_name_in_one_piece_is_taken_apart() -> None:
    assert Author.from_latin("Nora von Lindqvist").reversed == "Lindqvist, Nora von"
    assert Author.from_latin("Consortium").literal == "Consortium"


def test_data_for_programs_cannot_end_its_element() -> None:
    assert "<" not in json_ld({"a": "</script><!--", "b": "\u2028&"})


def test_headings_are_found_by_their_own_anchor_or_their_sections() -> None:
    found = headings_in('<section id="s1"><h2>1 <i>Intro</i> &amp; more</h2></section><h2 id="b">B</h2><h2>no</h2>')
    assert [(heading.anchor, heading.text) for heading in found] == [("s1", "1 Intro & more"), ("b", "B")]


def test_reading_takes_a_minute_at_least() -> None:
    assert reading_minutes([]) == 1
    assert reading_minutes([{"type": "paragraph", "value": "<p>" + "草" * 1200 + "</p>"}]) == 3
    assert reading_minutes(["word " * 660]) == 3
