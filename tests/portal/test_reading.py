"""Promise: what is read off texts is right: headings, figures, minutes; data for programs cannot end its element."""

from __future__ import annotations

from scicomm.portal.rules.letters import letter_of
from scicomm.portal.rules.outline import figures_in
from scicomm.portal.rules.reading import headings_in, reading_minutes
from scicomm.portal.views.shared import json_ld


def test_data_for_programs_cannot_end_its_element() -> None:
    assert "<" not in json_ld({"a": "</script><!--", "b": "\u2028&"})


def test_headings_are_found_by_their_own_anchor_or_their_sections() -> None:
    found = headings_in('<section id="s1"><h2>1 <i>Intro</i> &amp; more</h2></section><h2 id="b">B</h2><h2>no</h2>')
    assert [(heading.anchor, heading.text) for heading in found] == [("s1", "1 Intro & more"), ("b", "B")]


def test_reading_takes_a_minute_at_least() -> None:
    assert reading_minutes([]) == 1
    assert reading_minutes([{"type": "paragraph", "value": "<p>" + "草" * 1200 + "</p>"}]) == 3
    assert reading_minutes(["word " * 660]) == 3


def test_figures_are_found_with_label_title_and_picture() -> None:
    markup = (
        '<figure class="jats-fig" id="f1"><div class="jats-graphic"><img src="/m/1.png" alt="Bands"></div><figcaption>'
        '<span class="jats-label">图 1</span> <span class="jats-caption-title">Two <i>C. elegans</i> <span data-type="g">x'
        "</span> bands</span><p>Long text.</p></figcaption></figure>"
        '<figure class="jats-fig"><figcaption>no anchor</figcaption></figure>'
        '<figure class="jats-table-wrap" id="t1"><figcaption>not a figure</figcaption></figure>'
    )
    (found,) = figures_in(markup)
    assert (found.anchor, found.label, found.title) == ("f1", "图 1", "Two C. elegans x bands")
    assert (found.src, found.alt) == ("/m/1.png", "Bands")


def test_a_journal_stands_under_the_letter_of_its_name_or_its_pinyin() -> None:
    names = {
        "湿地学报": "S",
        "The Journal of Lakes": "J",
        "Ökologie": "O",
        "《中国科学》": "Z",
        "3D Printing": "#",
        "": "#",
    }
    assert {name: letter_of(name) for name in names} == names
