"""Figures, media, supplementary files and their captions; pictures are named in data-href and never loaded."""

from __future__ import annotations

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.identifiers import file_reference
from scicomm.journals.rules.jats.model.text import MediaLink
from scicomm.journals.rules.jats.wording import XLINK_HREF, all_text, child_of, preferred
from scicomm.journals.rules.jats.writer import HtmlWriter, anchor, attribute, rule

_OUTSIDE_CAPTION = frozenset({"label", "caption", "object-id"})


@rule("fig", "fig-group", "chem-struct-wrap", "chem-struct", "supplementary-material", "media")
def _figure(writer: HtmlWriter, element: Element) -> None:
    """A figure with its caption; file and kind stand in data attributes."""
    tag = element.tag
    href = file_reference(element.get(XLINK_HREF))
    label, caption = child_of(element, "label"), child_of(element, "caption")
    kind = {"supplementary-material": "supplement", "media": "media"}.get(tag, "graphic")
    if href:
        writer.media.append(MediaLink(href, kind, all_text(label)))
    writer.out.append(
        f'<figure class="jats-{tag}"{attribute("id", anchor(element.get("id")))}{attribute("data-href", href)}'
        f"{attribute('data-type', element.get('mimetype'))}>"
    )
    if element.text:
        writer.text(element.text)
    # The picture comes before its caption, whatever the order of the source.
    for child in element:
        if child.tag not in _OUTSIDE_CAPTION:
            writer.element(child)
        elif child.tag == "object-id":
            writer.omit(child)
        if child.tail:
            writer.text(child.tail)
    if label is not None or caption is not None:
        writer.out.append("<figcaption>")
        captioned(writer, label, caption)
        writer.out.append("</figcaption>")
    writer.out.append("</figure>")


def captioned(writer: HtmlWriter, label: Element | None, caption: Element | None) -> None:
    """Label, title and text of a caption."""
    if label is not None:
        writer.element(label)
        writer.out.append(" ")
    if caption is None:
        return
    for child in caption:
        if child.tag == "title":
            writer.out.append('<span class="jats-caption-title">')
            writer.children(child)
            writer.out.append("</span>")
        else:
            writer.element(child)
        if child.tail:
            writer.text(child.tail)


@rule("graphic")
def _graphic(writer: HtmlWriter, element: Element) -> None:
    href = file_reference(element.get(XLINK_HREF))
    alternative = all_text(child_of(element, "alt-text"))
    parent = element.getparent()
    if not alternative and parent is not None:
        alternative = all_text(child_of(parent, "alt-text"))
    if href:
        label = child_of(element, "label")
        writer.media.append(MediaLink(href, "graphic", all_text(label)))
    aria = f' role="img"{attribute("aria-label", alternative)}' if alternative else ""
    place = attribute("id", anchor(element.get("id"))) + attribute("data-href", href)
    writer.out.append(f'<div class="jats-graphic"{place}{aria}></div>')
    rest = [child for child in element if child.tag not in _OUTSIDE_CAPTION]
    for child in rest:
        writer.element(child)
    caption = child_of(element, "caption")
    if caption is not None or child_of(element, "label") is not None:
        writer.out.append('<div class="jats-caption">')
        captioned(writer, child_of(element, "label"), caption)
        writer.out.append("</div>")


@rule("long-desc")
def _long_description(writer: HtmlWriter, element: Element) -> None:
    """For readers who cannot see the picture: kept as text, hidden from sight by the style sheet, not by us."""
    writer.wrap(element, "div", ' class="jats-long-desc"')


@rule("alternatives")
def _alternatives(writer: HtmlWriter, element: Element) -> None:
    """One of several forms of the same thing; the others are counted as omitted."""
    chosen = preferred(element)
    for child in element:
        if child is chosen:
            writer.element(child)
        else:
            writer.omit(child)


@rule("object-id", "kwd-group", "x-pointer")
def _not_shown(writer: HtmlWriter, element: Element) -> None:
    writer.omit(element)


@rule("caption")
def _loose_caption(writer: HtmlWriter, element: Element) -> None:
    writer.out.append('<div class="jats-caption">')
    captioned(writer, None, element)
    writer.out.append("</div>")
