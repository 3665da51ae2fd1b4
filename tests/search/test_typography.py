"""Promise: the filters put breaks and marks into text, and let no HTML in that was not there as safe."""

from __future__ import annotations

from django.template import Context, Template
from django.utils.safestring import mark_safe

from scicomm.search.templatetags.typography import phrase_breaks


def test_breaks_stand_between_words_only() -> None:
    assert phrase_breaks("光合作用的研究") == "光合作用的<wbr>研究"


def test_a_value_is_escaped_once() -> None:
    assert phrase_breaks("<b>光合作用</b> & 研究") == "&lt;b&gt;<wbr>光合作用<wbr>&lt;/b&gt; &amp; 研究"


def test_safe_markup_is_kept_and_words_are_seen_through_it() -> None:
    marked = mark_safe("<mark>光合</mark>作用研究 &amp; 5 km")
    assert phrase_breaks(marked) == "<mark>光合</mark>作用<wbr>研究 &amp; 5\u00a0km"


def test_nothing_stays_nothing() -> None:
    assert phrase_breaks(None) == phrase_breaks("") == ""


def test_in_a_template() -> None:
    template = Template("{% load typography %}{{ title|highlight:query }} {{ other|phrase_breaks }}")
    html = template.render(Context({"title": "deep <sea>", "query": "sea", "other": "Deep 5 km"}))
    assert html == "deep &lt;<mark>sea</mark>&gt; Deep 5\u00a0km"
