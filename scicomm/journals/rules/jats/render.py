"""Full text of an article or sub-article: body, back and floats to HTML, with the account of what was kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from lxml.etree import _Element as Element

# The rules register themselves when these modules are imported.
from scicomm.journals.rules.jats import blocks, figures, formulas, inline, tables  # noqa: F401
from scicomm.journals.rules.jats.clean import clean_with_text, clean_written
from scicomm.journals.rules.jats.model.text import Conservation, FullText, Reference, RichText
from scicomm.journals.rules.jats.references import are_said_twice, hidden_forms
from scicomm.journals.rules.jats.wording import alphanumerics, count, counts, plain, raw_text
from scicomm.journals.rules.jats.writer import HtmlWriter, local_name

_BODY = ("body", "floats-group", "floats-wrap")
_LIST_WORDS = ("title", "label")


def full_text(article: Element, references: tuple[Reference, ...], unknown: Counter[str]) -> FullText:
    """Body and back of ``article`` (or sub-article) as safe HTML; unknown element names are added to ``unknown``."""
    body = [child for child in article if child.tag in _BODY]
    back = [child for child in article if child.tag == "back"]
    writer = HtmlWriter()
    for part in body:
        writer.children(part)
    _flush_notes(writer)
    body_html, body_text = clean_with_text(writer.html())
    writer.out = []
    for part in back:
        writer.children(part)
    _flush_notes(writer)
    back_html, back_text = clean_with_text(writer.html())
    unknown.update(writer.unknown)
    text = "\n".join(part for part in (body_text, back_text) if part)
    return FullText(
        body_html.strip(),
        back_html.strip(),
        text,
        tuple(dict.fromkeys(writer.media)),
        _account(body + back, writer, text, references),
    )


def _flush_notes(writer: HtmlWriter) -> None:
    """Notes met inside the text are written at its end; a note inside a note joins the queue."""
    if not writer.footnotes:
        return
    writer.out.append('<section class="jats-footnotes" role="doc-endnotes">')
    for element, target in writer.footnotes:
        blocks.footnote(writer, element, target)
    writer.out.append("</section>")
    writer.footnotes = []


def _account(parts: list[Element], writer: HtmlWriter, text: str, references: tuple[Reference, ...]) -> Conservation:
    total = sum(count(raw_text(part)) for part in parts)
    words = "".join(chain.from_iterable(_cited(part) for part in parts))
    lists = chain.from_iterable(part.iter("ref-list") for part in parts)
    headings = "".join(raw_text(one) for ref_list in lists for one in ref_list if one.tag in _LIST_WORDS)
    cited, cited_letters = counts(words)
    kept = alphanumerics(" ".join(f"{one.label} {one.text}" for one in references))
    omitted = {name: number for name, number in writer.omitted.items() if number}
    return Conservation(
        source=total - cited - count(headings),
        # Between the words of plain text stands one blank or one end of line.
        html=len(text) - text.count(" ") - text.count("\n"),
        added=writer.added,
        omitted=omitted,
        references_source=cited_letters - alphanumerics("".join(chain.from_iterable(map(_said_twice, parts)))),
        references_text=kept,
    )


def _cited(part: Element) -> Iterator[str]:
    """The text of all references of a part."""
    whole: set[Element] = set()
    for element in part.iter("ref", "ref-list"):
        if element.tag == "ref":
            if element.getparent() not in whole:
                yield raw_text(element)
        elif (start := _references_start(element)) is not None:
            whole.add(element)
            yield raw_text(element)[start:]


def _references_start(ref_list: Element) -> int | None:
    """Where in the text of a list of nothing but a heading and references, as most are, the references begin."""
    start, seen = len(ref_list.text or ""), (ref_list.text or "").strip()
    headed = True
    for child in ref_list:
        tail = child.tail or ""
        headed = headed and child.tag in _LIST_WORDS
        if seen or tail.strip() or not (headed or child.tag == "ref"):
            return None
        start += len(raw_text(child)) + len(tail) if headed else 0
    return start


def _said_twice(part: Element) -> Iterator[str]:
    for element in part.iter("ref") if are_said_twice(part) else ():
        yield from map(raw_text, hidden_forms(element))


def rich(element: Element | None) -> RichText:
    """A title or the like as plain text and inline HTML, without marks that point to notes."""
    if element is None:
        return RichText("", "")
    return RichText(plain(element), inline_html(element))


def inline_html(element: Element) -> str:
    """Inline HTML of an element's content; notes and their marks are left out."""
    if len(element) == 0:
        writer = HtmlWriter()
        writer.text(" ".join((element.text or "").split()))
        return writer.html()
    writer = HtmlWriter()
    if element.text:
        writer.text(element.text)
    for child in element:
        if local_name(child) not in ("xref", "fn"):
            writer.element(child)
        if child.tail:
            writer.text(child.tail)
    return " ".join(clean_written(writer.html()).split())


def element_html(element: Element, *, level: int) -> str:
    """HTML of an element by its own rule, as inside the text."""
    writer = HtmlWriter(level=level)
    writer.element(element)
    _flush_notes(writer)
    return clean_written(writer.html()).strip()


def block_html(element: Element, *, level: int, skip: tuple[Element | None, ...] = ()) -> str:
    """Block HTML of an element's content (an abstract, a biography) with headings from ``level`` down."""
    writer = HtmlWriter(level=level)
    writer.rest(element, *skip)
    _flush_notes(writer)
    return clean_written(writer.html()).strip()
