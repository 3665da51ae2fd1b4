"""The list of references: each entry as text, as HTML and in fields; citing styles are not applied here."""

from __future__ import annotations

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.clean import clean_each
from scicomm.journals.rules.jats.identifiers import doi, doi_within, web_address
from scicomm.journals.rules.jats.model.text import Reference
from scicomm.journals.rules.jats.wording import XLINK_HREF, all_text, child_of, has_han, line_of, raw_text, squeeze
from scicomm.journals.rules.jats.writer import HtmlWriter, anchor

_CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation", "citation-alternatives")
_SINGLE = _CITATIONS[:-1]
_AUTHOR_GROUPS = {"", "author", "authors", "allauthors", "inventor"}
_NAMES = ("name", "string-name", "collab", "name-alternatives", "anonymous")
_FIELDS = frozenset(
    [
        "article-title",
        "chapter-title",
        "data-title",
        "part-title",
        "trans-title",
        "year",
        "source",
        "volume",
        "issue",
        "fpage",
        "lpage",
    ]
)
# Between two fields of an element-citation, which brings no punctuation of its own.
_BEFORE = {
    "volume": "; ",
    "issue": " (",
    "fpage": ": ",
    "elocation-id": ": ",
    "lpage": "–",
    "month": " ",
    "day": " ",
    "name": ", ",
    "string-name": ", ",
    "collab": ", ",
    "etal": ", ",
}
# Order of reading, since element-citations of some publishers sort their fields by machine.
_ORDER = [
    "label",
    "person-group",
    "name",
    "string-name",
    "name-alternatives",
    "collab",
    "anonymous",
    "etal",
    "chapter-title",
    "article-title",
    "data-title",
    "part-title",
    "trans-title",
    "source",
    "edition",
    "series",
    "publisher-loc",
    "publisher-name",
    "year",
    "month",
    "day",
    "season",
    "volume",
    "supplement",
    "issue",
    "fpage",
    "elocation-id",
    "lpage",
    "page-range",
]
_RANK: dict[str, float] = {tag: place for place, tag in enumerate(_ORDER)}
# Editors stand before the book they edited, after the chapter.
_EDITORS = _RANK["source"] - 0.5
_DATES = ("date-in-citation", "date")
# Numbers of other registers are told apart by their usual names.
_NAMED = {"doi": "doi: ", "pmid": "PMID: ", "pmcid": "PMCID: ", "isbn": "ISBN ", "issn": "ISSN ", "coi": "CAS: "}
_FORMAL = ("element-citation", "nlm-citation", "citation")
# The words of fields and names that were put together once, for whoever asks for them as fields.
_Known = dict[Element, str]


def hidden_forms(ref: Element) -> list[Element]:
    """Citations given a second time as bare fields beside a written ``mixed-citation``: read, but not shown twice."""
    if next(ref.iter("mixed-citation"), None) is None:
        return []
    return [one for one in ref.iter(*_FORMAL) if one.getparent() is ref or _in_alternatives(one)]


def _in_alternatives(citation: Element) -> bool:
    parent = citation.getparent()
    return parent is not None and parent.tag == "citation-alternatives"


def references_of(parts: list[Element]) -> tuple[Reference, ...]:
    """All references in these parts of an article, in order."""
    elements = [ref for part in parts for ref in part.iter("ref")]
    if not elements:
        return ()
    twice = any(are_said_twice(part) for part in parts)
    hidden = [hidden_forms(element) if twice else [] for element in elements]
    writer = HtmlWriter()
    known: _Known = {}
    written = [_written(writer, element, forms, known) for element, forms in zip(elements, hidden, strict=True)]
    cleaned = clean_each([html for _, html in written])
    lists: dict[Element | None, str] = {}
    found = []
    for ref, forms, (text, _), html in zip(elements, hidden, written, cleaned, strict=True):
        if (parent := ref.getparent()) not in lists:
            lists[parent] = (
                all_text(child_of(parent, "title")) if parent is not None and parent.tag == "ref-list" else ""
            )
        citation = forms[0] if forms else next(ref.iter(*_SINGLE), ref)
        found.append(_reference(ref, citation, text, html.strip(), lists[parent], known))
    return tuple(found)


def are_said_twice(part: Element) -> bool:
    """Whether both a written citation and one of bare fields stand anywhere in a part: most articles have one kind only."""
    return next(part.iter("mixed-citation"), None) is not None and next(part.iter(*_FORMAL), None) is not None


def _written(writer: HtmlWriter, ref: Element, hidden: list[Element], known: _Known) -> tuple[str, str]:
    """The whole entry as text and as raw HTML; nothing of the source is dropped but its label."""
    writer.out = []
    texts: list[str] = []
    if ref.text:
        writer.text(ref.text)
    for child in ref:
        if child.tag == "label":
            continue
        if child.tag == "citation-alternatives" and len(child):
            for one in child:
                if one not in hidden:
                    _cite(writer, one, texts, known)
        elif child not in hidden:
            _cite(writer, child, texts, known)
        if tail := child.tail:
            writer.text(tail)
            texts.append(tail)
        writer.out.append(" ")
    return squeeze(" ".join(texts)), "".join(writer.out).strip()


def _cite(writer: HtmlWriter, citation: Element, texts: list[str], known: _Known) -> None:
    if ((text := citation.text) and text.strip()) or _has_own_marks(citation):
        texts.append(raw_text(citation))
        writer.children(citation) if citation.tag in _CITATIONS else writer.element(citation)
        return
    if citation.tag not in _CITATIONS:
        texts.append(raw_text(citation))
        writer.element(citation)
        return
    _compose(writer, citation, texts, known)


def _has_own_marks(citation: Element) -> bool:
    """Whether the source wrote the entry out: punctuation between the fields, or one field that holds everything."""
    return len(citation) < 2 or any((tail := child.tail) and tail.strip() for child in citation)


def _compose(writer: HtmlWriter, citation: Element, texts: list[str], known: _Known) -> None:
    """Write an element-citation in reading order with plain punctuation between the fields."""
    joined = previous = ""
    for child in sorted(citation, key=_rank):
        words = known[child] = _words(child, known)
        if not words:
            continue
        tag = child.tag
        before = _BEFORE.get(tag, ". ") if joined else ""
        if (before == ", " and previous not in _NAMES) or (before in (". ", ": ") and joined.endswith((".", "?", "!"))):
            before = " " if joined.endswith((".", "?", "!")) else ". "
        closed = ")" if tag == "issue" and before == " (" else ""
        before += _NAMED.get(child.get("pub-id-type") or "", "") if tag == "pub-id" else ""
        writer.out.append(before)
        if tag == "person-group" or tag in _NAMES or tag in _DATES:
            writer.text(words)
        else:
            writer.element(child)
        writer.out.append(closed)
        joined += before + words + closed
        previous = tag
    texts.append(joined)


def _rank(child: Element) -> float:
    """Where a field stands in the reading order; fields without a place stand at the end."""
    if child.tag == "person-group" and (child.get("person-group-type") or "") not in _AUTHOR_GROUPS:
        return _EDITORS
    return _RANK.get(child.tag, len(_ORDER))


def _words(child: Element, known: _Known) -> str:
    """A field as text: names as citing styles have them, the parts of a date joined."""
    if child.tag == "person-group":
        return _people(child, known)
    if child.tag in _NAMES:
        return _name(child)
    if child.tag in _DATES and len(child) and not _has_own_marks(child):
        return "-".join(words for part in child if (words := all_text(part)))
    return all_text(child)


def _people(group: Element, known: _Known) -> str:
    if (group.text or "").strip() or any((child.tail or "").strip() for child in group):
        return all_text(group)
    names = {child: _name(child) for child in group}
    known.update(names)
    return ", ".join(filter(None, names.values()))


def _name(element: Element) -> str:
    """Family name and given names as citing styles have them: ``Wang L``, ``王磊``."""
    family = given = extra = ""
    if element.tag == "name-alternatives":
        return " / ".join(words for child in element if (words := _name(child)))
    for child in element:
        if (tag := child.tag) == "surname":
            family = all_text(child)
        elif tag == "given-names":
            given = all_text(child)
        elif tag in ("prefix", "suffix"):
            extra += " " + all_text(child)
    if not (family and given):
        return " ".join(words for part in element if (words := all_text(part))) or all_text(element)
    return (family + given if has_han(family) else f"{family} {given}") + extra


def _reference(ref: Element, citation: Element, text: str, html: str, list_title: str, known: _Known) -> Reference:
    ids: dict[str, str] = {}
    links: list[Element] = []
    for part in citation.iter("pub-id", "object-id", "ext-link", "uri"):
        if part.tag in ("ext-link", "uri"):
            links.append(part)
        else:
            ids[part.get("pub-id-type") or ""] = all_text(part)
    url = next((one for link in links if (one := web_address(link.get(XLINK_HREF) or all_text(link)))), "")
    fields, authors = _fields(citation, known)
    titles = ("article-title", "chapter-title", "data-title", "part-title", "trans-title")
    return Reference(
        anchor=anchor(ref.get("id")),
        label=_label(ref) or _label(citation),
        text=text,
        html=html,
        kind=citation.get("publication-type") or citation.get("citation-type") or "",
        doi=doi(ids.get("doi")) or doi_within(ids.get("doi", "")) or _linked_doi(links) or doi_within(text),
        pmid=ids["pmid"] if ids.get("pmid", "").isdecimal() else "",
        title=next((fields[tag] for tag in titles if fields.get(tag)), ""),
        authors=authors,
        year=fields.get("year", ""),
        source=fields.get("source", ""),
        volume=fields.get("volume", ""),
        issue=fields.get("issue", ""),
        first_page=fields.get("fpage", ""),
        last_page=fields.get("lpage", ""),
        url=url,
        list_title=list_title,
        line=line_of(ref),
    )


def _fields(citation: Element, known: _Known) -> tuple[dict[str, str], tuple[str, ...]]:
    """The first of each field, and the authors: those of groups of authors, or else the names that stand in no group."""
    fields: dict[str, str] = {}
    grouped: list[Element] = []
    single: list[Element] = []
    has_group = False
    for child in citation:
        if (tag := child.tag) in _FIELDS:
            if tag not in fields:
                fields[tag] = all_text(child) if (words := known.get(child)) is None else words
        elif tag in _NAMES:
            single.append(child)
        elif tag == "person-group" and (child.get("person-group-type") or "") in _AUTHOR_GROUPS:
            has_group = True
            grouped += [one for one in child if one.tag in _NAMES]
    names = grouped if has_group else single
    named = (_name(one) if (words := known.get(one)) is None else words for one in names)
    return fields, tuple(filter(None, named))


def _label(element: Element) -> str:
    return all_text(child_of(element, "label"))


def _linked_doi(links: list[Element]) -> str:
    for link in links:
        if found := doi(link.get(XLINK_HREF)) or doi(all_text(link)):
            return found
    return ""
