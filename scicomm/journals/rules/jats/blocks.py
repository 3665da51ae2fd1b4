"""Blocks of text: sections, paragraphs, lists, quotations, boxes, notes, appendices, glossaries."""

from __future__ import annotations

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.wording import XML_LANG, child_of, language_tag
from scicomm.journals.rules.jats.writer import TRANSPARENT, WRAPS, HtmlWriter, anchor, attribute, rule

# Elements that HTML does not allow inside <p>; JATS does.
BLOCKS = frozenset(
    [
        "list",
        "def-list",
        "disp-quote",
        "disp-formula",
        "disp-formula-group",
        "fig",
        "fig-group",
        "table-wrap",
        "table-wrap-group",
        "table",
        "boxed-text",
        "verse-group",
        "speech",
        "statement",
        "supplementary-material",
        "media",
        "graphic",
        "chem-struct-wrap",
        "code",
        "preformat",
        "array",
        "question",
        "answer",
        "explanation",
        "sec",
        "p",
        "glossary",
        "ref-list",
        "fn-group",
        "block-alternatives",
        "question-wrap",
        "answer-set",
        "question-wrap-group",
        "long-desc",
    ]
)
_MAYBE_BLOCKS = BLOCKS | {"alternatives"}
TRANSPARENT |= {"block-alternatives", "sec-meta", "question-wrap", "question-wrap-group", "answer-set", "app-group"}
WRAPS |= {
    "verse-line": ('<span class="jats-verse-line">', "</span><br>"),
    "preformat": ("<pre>", "</pre>"),
    "code": ("<pre><code>", "</code></pre>"),
}


def has_block(element: Element) -> bool:
    """Whether a block stands in the element directly, or alone inside ``alternatives``."""
    # Most paragraphs have none, and their names tell it at once.
    return not _MAYBE_BLOCKS.isdisjoint([child.tag for child in element]) and any(map(_is_block, element))


def _is_block(element: Element) -> bool:
    return element.tag in BLOCKS or (element.tag == "alternatives" and any(one.tag in BLOCKS for one in element))


@rule("p")
def _paragraph(writer: HtmlWriter, element: Element) -> None:
    """A paragraph; blocks inside it stand between two paragraphs, in the order of the source."""
    if not has_block(element):
        writer.wrap(element, "p")
        return
    pieces: list[str | Element] = [element.text or ""]
    for child in element:
        pieces += (child, child.tail or "")
    is_open, identifier = False, attribute("id", anchor(element.get("id")))
    for piece in pieces:
        block = not isinstance(piece, str) and _is_block(piece)
        if is_open and block:
            writer.out.append("</p>")
            is_open = False
        elif not is_open and not block and (not isinstance(piece, str) or piece.strip()):
            writer.out.append(f"<p{identifier}>")
            is_open, identifier = True, ""
        writer.text(piece) if isinstance(piece, str) else writer.element(piece)
    if is_open:
        writer.out.append("</p>")


def section(writer: HtmlWriter, element: Element, kind: str, role: str = "") -> None:
    """A part with its own heading, one level deeper inside; the language is marked where it changes."""
    label, title = child_of(element, "label"), child_of(element, "title")
    language = language_tag(element.get(XML_LANG))
    writer.out.append(
        f'<section class="jats-{kind}"{attribute("id", anchor(element.get("id")) or _own_anchor(writer, element, title))}'
        f"{attribute('data-type', element.get('sec-type') or element.get('notes-type'))}"
        f"{attribute('role', role)}{attribute('lang', language)}>"
    )
    heading(writer, label, title)
    writer.level += 1
    writer.rest(element, label, title)
    writer.level -= 1
    writer.out.append("</section>")


def _own_anchor(writer: HtmlWriter, element: Element, title: Element | None) -> str:
    """An anchor for a main part that came without one, so that the contents can lead to it."""
    whole = next(element.iterancestors("article", "sub-article", "response"), None)
    # Parts of a further article stand on the same page and would repeat the numbers.
    if writer.level != 2 or title is None or title.get("id") or (whole is not None and whole.tag != "article"):
        return ""
    writer.parts += 1
    return f"jpart-{writer.parts}"


def heading(writer: HtmlWriter, label: Element | None, title: Element | None) -> None:
    """Label and title as one heading of the present level; below level 6 HTML has no further one."""
    if label is None and title is None:
        return
    level = min(writer.level, 6)
    writer.out.append(f"<h{level}{attribute('id', anchor(title.get('id') if title is not None else None))}>")
    if label is not None:
        writer.element(label)
        writer.out.append(" ")
    if title is not None:
        writer.children(title)
    writer.out.append(f"</h{level}>")


def _section_rule(tag: str, kind: str, role: str = "") -> None:
    @rule(tag)
    def write(writer: HtmlWriter, element: Element) -> None:
        section(writer, element, kind, role)


for _tag, _kind, _role in (
    ("sec", "sec", ""),
    ("app", "appendix", "doc-appendix"),
    ("ack", "ack", "doc-acknowledgments"),
    ("glossary", "glossary", "doc-glossary"),
    ("notes", "notes", ""),
    ("note", "notes", ""),
    ("bio", "bio", ""),
    ("fn-group", "notes", ""),
    ("author-notes", "notes", ""),
    ("index", "index", ""),
    ("index-group", "index", ""),
    ("index-div", "index", ""),
    ("trans-abstract", "abstract", ""),
    ("abstract", "abstract", ""),
    ("statement", "statement", ""),
):
    _section_rule(_tag, _kind, _role)


@rule("fn-group", "author-notes", "table-wrap-foot")
def _notes(writer: HtmlWriter, element: Element) -> None:
    """Notes that stand together stay where they are."""
    foot = element.tag == "table-wrap-foot"
    writer.out.append(f'<div class="jats-{"table-foot" if foot else "notes"}">')
    label, title = child_of(element, "label"), child_of(element, "title")
    heading(writer, label, title)
    if element.text:
        writer.text(element.text)
    for child in element:
        if child.tag == "fn":
            footnote(writer, child, anchor(child.get("id")))
        elif child is not label and child is not title:
            writer.element(child)
        if child.tail:
            writer.text(child.tail)
    writer.out.append("</div>")


def footnote(writer: HtmlWriter, element: Element, target: str) -> None:
    """One note with its label."""
    kind = attribute("data-type", element.get("fn-type"))
    writer.out.append(f'<div class="jats-note"{attribute("id", target)}{kind}>')
    writer.children(element)
    writer.out.append("</div>")


@rule("title")
def _loose_title(writer: HtmlWriter, element: Element) -> None:
    heading(writer, None, element)


_ORDERED = {"order": "", "alpha-lower": "a", "alpha-upper": "A", "roman-lower": "i", "roman-upper": "I"}


@rule("list")
def _list(writer: HtmlWriter, element: Element) -> None:
    kind = element.get("list-type") or ""
    labelled = any(child_of(item, "label") is not None for item in element.iterfind("list-item"))
    label, title = child_of(element, "label"), child_of(element, "title")
    heading(writer, label, title)
    name = "ol" if kind in _ORDERED and not labelled else "ul"
    number = attribute("type", _ORDERED.get(kind)) if name == "ol" else ""
    plain = ' class="jats-plain"' if labelled or kind in {"simple", "none"} else ""
    writer.out.append(f"<{name}{attribute('id', anchor(element.get('id')))}{number}{plain}>")
    writer.rest(element, label, title)
    writer.out.append(f"</{name}>")


@rule("list-item", "li")
def _list_item(writer: HtmlWriter, element: Element) -> None:
    writer.wrap(element, "li")


@rule("def-list")
def _definitions(writer: HtmlWriter, element: Element) -> None:
    heading(writer, child_of(element, "label"), child_of(element, "title"))
    writer.out.append(f"<dl{attribute('id', anchor(element.get('id')))}>")
    nested: list[Element] = []
    for item in element:
        if item.tag == "def-list":
            nested.append(item)
        elif item.tag in ("term-head", "def-head"):
            writer.wrap(item, "dt" if item.tag == "term-head" else "dd", ' class="jats-head"')
        elif item.tag not in ("title", "label"):
            writer.element(item)
    writer.out.append("</dl>")
    for item in nested:
        writer.element(item)


@rule("def-item")
def _definition(writer: HtmlWriter, element: Element) -> None:
    for child in element:
        if child.tag in ("term", "def"):
            writer.wrap(child, "dt" if child.tag == "term" else "dd")
        else:
            writer.out.append("<dd>")
            writer.element(child)
            writer.out.append("</dd>")


@rule("term")
def _term(writer: HtmlWriter, element: Element) -> None:
    writer.wrap(element, "dfn")


@rule("def")
def _loose_definition(writer: HtmlWriter, element: Element) -> None:
    writer.wrap(element, "span" if not has_block(element) else "div")


@rule("disp-quote", "verse-group", "speech")
def _quotation(writer: HtmlWriter, element: Element) -> None:
    title = child_of(element, "title")
    writer.out.append(f'<blockquote class="jats-{element.tag}"{attribute("id", anchor(element.get("id")))}>')
    writer.level += 1
    label = child_of(element, "label") if title is not None else None
    heading(writer, label, title)
    writer.rest(element, label, title)
    writer.level -= 1
    writer.out.append("</blockquote>")


@rule("boxed-text", "question", "answer", "explanation", "legend")
def _box(writer: HtmlWriter, element: Element) -> None:
    name = "aside" if element.tag == "boxed-text" else "div"
    caption = child_of(element, "caption")
    title = child_of(element, "title") if caption is None else child_of(caption, "title")
    label = child_of(element, "label") if title is not None else None
    writer.out.append(f'<{name} class="jats-{element.tag}"{attribute("id", anchor(element.get("id")))}>')
    writer.level += 1
    heading(writer, label, title)
    if caption is not None:
        writer.rest(caption, title)
    writer.rest(element, label, title, caption)
    writer.level -= 1
    writer.out.append(f"</{name}>")


@rule("ref")
def _reference(writer: HtmlWriter, element: Element) -> None:
    """References are read apart (``references.py``) and shown as the list of the article, not inside the text."""


@rule("ref-list")
def _reference_list(writer: HtmlWriter, element: Element) -> None:
    """Words of the list that are no reference (an introduction, say) stay in the text."""
    writer.rest(element, child_of(element, "label"), child_of(element, "title"))


@rule("corresp")
def _correspondence(writer: HtmlWriter, element: Element) -> None:
    writer.wrap(element, "p")


@rule("product")
def _product(writer: HtmlWriter, element: Element) -> None:
    writer.wrap(element, "div", ' class="jats-product"')


@rule("aff-alternatives")
def _affiliations(writer: HtmlWriter, element: Element) -> None:
    writer.wrap(element, "div")
