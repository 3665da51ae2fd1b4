"""Tables, in the HTML model of JATS and in the OASIS (CALS) exchange model, written as HTML tables."""

from __future__ import annotations

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.blocks import heading
from scicomm.journals.rules.jats.figures import captioned
from scicomm.journals.rules.jats.wording import child_of, count
from scicomm.journals.rules.jats.writer import TRANSPARENT, HtmlWriter, anchor, attribute, local_name, rule

_OASIS = "{http://www.niso.org/standards/z39-96/ns/oasis-exchange/table}"
_ALIGN = frozenset({"left", "right", "center", "justify", "char"})
# Browsers cap spans themselves; this keeps a forged span from costing memory before they do.
_MAX_SPAN = 500


@rule("table-wrap", "table-wrap-group", "array")
def _table_wrap(writer: HtmlWriter, element: Element) -> None:
    writer.out.append(f'<figure class="jats-{element.tag}"{attribute("id", anchor(element.get("id")))}>')
    label, caption = child_of(element, "label"), child_of(element, "caption")
    if element.text:
        writer.text(element.text)
    if label is not None or caption is not None:
        writer.out.append("<figcaption>")
        captioned(writer, label, caption)
        writer.out.append("</figcaption>")
    bare = element.tag == "array"
    writer.out.append("<table>" if bare else "")
    for child in element:
        if child.tag == "object-id":
            writer.omit(child)
        elif child is not label and child is not caption:
            writer.element(child)
        if child.tail:
            writer.text(child.tail)
    writer.out.append("</table></figure>" if bare else "</figure>")


@rule("table")
def _table(writer: HtmlWriter, element: Element) -> None:
    """The table in a frame that can be scrolled by keyboard on a narrow screen."""
    writer.out.append(f'<div class="jats-table" tabindex="0"><table{attribute("id", anchor(element.get("id")))}>')
    _rows_only(writer, element)
    writer.out.append("</table></div>")


def _rows_only(writer: HtmlWriter, element: Element) -> None:
    """Children without the loose text HTML would move out of a table; blanks between rows mean nothing."""
    _leave_out(writer, element.text)
    for child in element:
        _leave_out(writer, child.tail)
        if child.tag == "title":
            writer.out.append("<caption>")
            writer.children(child)
            writer.out.append("</caption>")
        elif child.tag == "caption":
            writer.wrap(child, "caption")
        else:
            writer.element(child)


def _leave_out(writer: HtmlWriter, text: str | None) -> None:
    if text and not text.isspace():
        writer.omitted["table-text"] += count(text)


@rule("thead", "tbody", "tfoot", "tr")
def _rows(writer: HtmlWriter, element: Element) -> None:
    name = local_name(element)
    writer.out.append(f"<{name}>")
    _rows_only(writer, element)
    writer.out.append(f"</{name}>")


@rule("col", "colgroup", f"{_OASIS}colspec", f"{_OASIS}spanspec")
def _column(writer: HtmlWriter, element: Element) -> None:
    """Widths are the style sheet's business."""


def _span(name: str, value: str | None) -> str:
    return f' {name}="{min(int(value[:6]), _MAX_SPAN)}"' if value and value.isdecimal() and int(value[:6]) > 1 else ""


def _aligned(value: str | None) -> str:
    return f' class="jats-align-{value}"' if value in _ALIGN else ""


@rule("td", "th")
def _cell(writer: HtmlWriter, element: Element) -> None:
    scope = element.get("scope")
    if element.tag == "th" and scope is None:
        head = next(element.iterancestors("thead"), None) is not None
        scope = "col" if head else "row"
    writer.wrap(
        element,
        element.tag,
        _span("colspan", element.get("colspan"))
        + _span("rowspan", element.get("rowspan"))
        + (attribute("scope", scope) if scope in {"col", "row", "colgroup", "rowgroup"} else "")
        + _aligned(element.get("align")),
    )


@rule(f"{_OASIS}table")
def _oasis_table(writer: HtmlWriter, element: Element) -> None:
    heading(writer, None, element.find(f"{_OASIS}title"))
    for group in element.iterfind(f"{_OASIS}tgroup"):
        writer.out.append('<div class="jats-table" tabindex="0"><table>')
        for child in group:
            writer.element(child)
        writer.out.append("</table></div>")


@rule(f"{_OASIS}thead", f"{_OASIS}tbody", f"{_OASIS}tfoot", f"{_OASIS}row")
def _oasis_rows(writer: HtmlWriter, element: Element) -> None:
    name = {"row": "tr"}.get(local_name(element), local_name(element))
    writer.out.append(f"<{name}>")
    for child in element:
        writer.element(child)
    writer.out.append(f"</{name}>")


@rule(f"{_OASIS}entry")
def _oasis_entry(writer: HtmlWriter, element: Element) -> None:
    group = next(element.iterancestors(f"{_OASIS}tgroup"), None)
    names = [] if group is None else [one.get("colname") for one in group.iterfind(f"{_OASIS}colspec")]
    start, end = element.get("namest"), element.get("nameend")
    columns = names.index(end) - names.index(start) + 1 if start in names and end in names else 1
    more = element.get("morerows") or ""
    rows = min(int(more[:6]) + 1, _MAX_SPAN) if more.isdecimal() else 1
    head = next(element.iterancestors(f"{_OASIS}thead"), None) is not None
    attributes = _span("colspan", str(max(1, columns))) + _span("rowspan", str(rows)) + _aligned(element.get("align"))
    writer.wrap(element, "th" if head else "td", attributes + (' scope="col"' if head else ""))


TRANSPARENT |= {f"{_OASIS}tgroup", f"{_OASIS}title"}
