"""Elements inside a line: emphasis, links, cross-references, notes; blocks, tables and formulas stand elsewhere."""

from __future__ import annotations

from functools import lru_cache

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.identifiers import email, file_reference, web_address
from scicomm.journals.rules.jats.model.text import MediaLink
from scicomm.journals.rules.jats.wording import XLINK_HREF, all_text, child_of
from scicomm.journals.rules.jats.writer import TRANSPARENT, WRAPS, HtmlWriter, anchor, attribute, escaped, rule


def _span(name: str) -> tuple[str, str]:
    return f'<span class="jats-{name}">', "</span>"


WRAPS |= {
    "italic": ("<i>", "</i>"),
    "bold": ("<b>", "</b>"),
    "i": ("<i>", "</i>"),
    "b": ("<b>", "</b>"),
    "sub": ("<sub>", "</sub>"),
    "sup": ("<sup>", "</sup>"),
    "monospace": ("<code>", "</code>"),
    "underline": ("<u>", "</u>"),
    "strike": ("<s>", "</s>"),
    "ruby": ("<ruby>", "</ruby>"),
    "rb": ("", ""),
    "rt": ("<rt>", "</rt>"),
    "rp": ("<rp>", "</rp>"),
    "sc": _span("sc"),
    "overline": _span("overline"),
    "roman": _span("roman"),
    "sans-serif": _span("sans"),
    "styled-content": _span("styled"),
    "label": _span("label"),
    "attrib": _span("attrib"),
    "abbrev": ("<abbr>", "</abbr>"),
    "textual-form": ("", ""),
    "hr": ("<hr>", ""),
}

# Parts of citations, names and addresses: their words are kept, their own markup says nothing to a reader.
TRANSPARENT |= {
    *[
        "abbrev-journal-title",
        "access-date",
        "addr-line",
        "address",
        "annotation",
        "anonymous",
        "article-title",
        "award-desc",
    ],
    *["award-group"],
    *[
        "award-id",
        "award-name",
        "chapter-title",
        "city",
        "citation-alternatives",
        "collab",
        "collab-alternatives",
        "comment",
    ],
    *["collab-name", "collab-name-alternatives", "collab-wrap"],
    *[
        "conf-acronym",
        "conf-date",
        "conf-loc",
        "conf-name",
        "conf-num",
        "conf-sponsor",
        "conf-theme",
        "contract-num",
        "contract-sponsor",
    ],
    *[
        "copyright-holder",
        "copyright-statement",
        "copyright-year",
        "country",
        "data-title",
        "date",
        "date-in-citation",
        "day",
        "degrees",
    ],
    *[
        "edition",
        "elocation-id",
        "element-citation",
        "era",
        "etal",
        "fax",
        "fixed-case",
        "fpage",
        "fractional-part",
        "funding-source",
        "gov",
    ],
    *[
        "given-names",
        "institution",
        "institution-id",
        "institution-wrap",
        "isbn",
        "issn",
        "issn-l",
        "issue",
        "issue-id",
        "issue-part",
    ],
    *[
        "issue-sponsor",
        "issue-subtitle",
        "issue-title",
        "lpage",
        "meta-name",
        "meta-value",
        "mixed-citation",
        "month",
        "name",
    ],
    *["name-alternatives", "nlm-citation", "citation", "object-id", "page-count", "page-range", "part-title", "patent"],
    *["person-group", "phone"],
    *[
        "postal-code",
        "postbox",
        "prefix",
        "principal-award-recipient",
        "principal-investigator",
        "private-char",
        "pub-id",
    ],
    *[
        "publisher-loc",
        "publisher-name",
        "role",
        "season",
        "series",
        "size",
        "source",
        "speaker",
        "state",
        "std",
        "std-organization",
    ],
    *[
        "string-conf",
        "string-date",
        "string-name",
        "suffix",
        "supplement",
        "surname",
        "time-stamp",
        "trans-source",
        "trans-title",
    ],
    *[
        "trans-subtitle",
        "subtitle",
        "version",
        "volume",
        "volume-id",
        "volume-series",
        "x",
        "year",
        "index-term",
        "index-term-range-end",
    ],
    *["institution-wrap", "award-recipient", "support-source", "related-object", "resource-id", "resource-name"],
    *[
        "resource-wrap",
        "resource-group",
        "article-id",
        "aff",
        "license",
        "license-p",
        "permissions",
        "copyright",
    ],
    *["subj-group", "subject", "kwd", "custom-meta", "custom-meta-group", "event", "event-desc", "string-abstract"],
    *["floats-group", "floats-wrap", "toggle", "milestone-start", "milestone-end", "see", "see-also", "alt-title"],
    "{http://www.niso.org/schemas/ali/1.0/}license_ref",
    "{http://www.niso.org/schemas/ali/1.0/}free_to_read",
}


@rule("break")
def _break(writer: HtmlWriter, element: Element) -> None:
    writer.out.append("<br>")
    writer.children(element)


@rule("named-content", "target", "compound-kwd-part")
def _named(writer: HtmlWriter, element: Element) -> None:
    kind = attribute("data-type", element.get("content-type") or element.get("target-type"))
    writer.wrap(element, "span", kind)


@rule("inline-graphic", "private-char-glyph", "glyph-data")
def _inline_graphic(writer: HtmlWriter, element: Element) -> None:
    href = file_reference(element.get(XLINK_HREF))
    alternative = all_text(child_of(element, "alt-text"))
    if href:
        writer.media.append(MediaLink(href, "inline"))
    label = f' role="img"{attribute("aria-label", alternative)}' if alternative else ""
    writer.out.append(f'<span class="jats-inline-graphic"{attribute("data-href", href)}{label}>')
    writer.children(element)
    writer.out.append("</span>")


def link(writer: HtmlWriter, element: Element, address: str, attributes: str = "") -> None:
    """Write a link; without a safe address, or inside another link, only the words are written."""
    if not address or writer.in_link:
        writer.wrap(element, "span", attributes)
        return
    writer.in_link = True
    if not address.startswith("#"):
        attributes += ' rel="nofollow noopener"'
    writer.out.append(f"<a{attribute('href', address)}{attribute('id', anchor(element.get('id')))}{attributes}>")
    if element.text or len(element):
        writer.children(element)
    else:
        writer.add(address)
    writer.out.append("</a>")
    writer.in_link = False


@rule("ext-link", "uri", "related-article", "related-object", "self-uri")
def _external(writer: HtmlWriter, element: Element) -> None:
    target = element.get(XLINK_HREF) or (all_text(element) if element.tag in {"uri", "ext-link"} else "")
    link(writer, element, web_address(target, element.get("ext-link-type") or ""))


@rule("email")
def _email(writer: HtmlWriter, element: Element) -> None:
    address = email(all_text(element))
    link(writer, element, f"mailto:{address}" if address else "")


@rule("xref")
def _cross_reference(writer: HtmlWriter, element: Element) -> None:
    text, has_children = element.text, len(element)
    if not text and not has_children:
        return  # a mark without words points at nothing a reader could press
    address, attributes, opening = _pointer(element.get("rid"), element.get("ref-type"))
    if has_children or not text or not address or writer.in_link or element.get("id"):
        link(writer, element, address, attributes)
        return
    # An article has a hundred of these; `link` would write the same.
    writer.out += (opening, escaped(text), "</a>")


# A reference is pointed at many times.
@lru_cache(maxsize=2_000)
def _pointer(targets: str | None, kind: str | None) -> tuple[str, str, str]:
    """Address and attributes of a mark, and its tag; of several targets the first is led to."""
    first = (targets or "").split()[:1]
    address = f"#{anchor(first[0])}" if first else ""
    attributes = f' class="jats-xref"{attribute("data-type", kind)}'
    return address, attributes, f"<a{attribute('href', address)}{attributes}>"


@rule("inline-supplementary-material", "inline-media")
def _inline_supplement(writer: HtmlWriter, element: Element) -> None:
    href = file_reference(element.get(XLINK_HREF))
    if href:
        writer.media.append(MediaLink(href, "supplement", all_text(element)[:200]))
    writer.wrap(element, "span", f' class="jats-supplement"{attribute("data-href", href)}')


@rule("alt-text")
def _alternative_text(writer: HtmlWriter, element: Element) -> None:
    writer.omit(element)  # stands in aria-label of the picture


@rule("fn")
def _note(writer: HtmlWriter, element: Element) -> None:
    """A note inside running text moves to the end; a mark with a link stays."""
    label = all_text(child_of(element, "label")) or str(len(writer.footnotes) + 1)
    target = anchor(element.get("id")) or f"j-note-{len(writer.footnotes) + 1}"
    writer.footnotes.append((element, target))
    if writer.in_link:
        writer.out.append("<sup>")
        writer.add(label)
        writer.out.append("</sup>")
        return
    writer.out.append(f'<sup><a class="jats-xref" data-type="fn" href="#{target}">')
    writer.add(label)
    writer.out.append("</a></sup>")


@rule("processing-meta", "index-term-range-start", "milestone", "counts")
def _silent(writer: HtmlWriter, element: Element) -> None:
    writer.omit(element)
