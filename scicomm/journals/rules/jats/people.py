"""Contributors and affiliations: names in each script, identifiers, roles, who answers letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.identifiers import email, orcid, ror
from scicomm.journals.rules.jats.model.article import JatsNote
from scicomm.journals.rules.jats.model.people import Affiliation, Contributor, PersonName, Role
from scicomm.journals.rules.jats.render import block_html
from scicomm.journals.rules.jats.wording import (
    XML_LANG,
    all_text,
    has_han,
    language_of,
    language_tag,
    line_of,
    plain,
    raw_text,
    squeeze,
)

_CREDIT = [
    "conceptualization",
    "data-curation",
    "formal-analysis",
    "funding-acquisition",
    "investigation",
    "methodology",
    "project-administration",
    "resources",
    "software",
    "supervision",
    "validation",
    "visualization",
    "writing-original-draft",
    "writing-review-editing",
]
_CREDIT_BY_LETTERS = {slug.replace("-", ""): slug for slug in _CREDIT} | {
    "conceptualisation": "conceptualization",
    "visualisation": "visualization",
    "writingreviewandediting": "writing-review-editing",
    "writingrevieweediting": "writing-review-editing",
}
_DEGREE = re.compile(r"\(\s*(lead|equal|supporting)\s*\)", re.IGNORECASE)
_WHOLE_NAMES = ("name", "string-name")


def affiliations_of(meta: Element, language: str) -> tuple[tuple[Affiliation, ...], dict[Element, str]]:
    """All affiliations of ``article-meta`` and the key of each ``aff`` element; alternatives are one affiliation."""
    found: list[Affiliation] = []
    keys: dict[Element, str] = {}
    for number, element in enumerate(meta.iter("aff"), start=1):
        if element in keys:
            continue
        holder = element.getparent()
        group = list(holder.iterfind("aff")) if holder is not None and holder.tag == "aff-alternatives" else [element]
        outer = holder.get("id") if holder is not None and len(group) > 1 else None
        key = outer or next((one.get("id") for one in group if one.get("id")), None) or f"aff-{number}"
        keys.update(dict.fromkeys(group, key))
        found.append(_affiliation(key, group, language))
    return tuple(found), keys


def _affiliation(key: str, group: list[Element], language: str) -> Affiliation:
    texts: dict[str, str] = {}
    for element in group:
        text = _affiliation_text(element)
        stated = language_tag(element.get(XML_LANG))
        texts.setdefault(language_of(text, stated=stated, inherited=language), text)
    first = group[0]
    institutions = [
        plain(one) for element in group for one in element.iter("institution") if one.get("content-type") != "original"
    ]
    named = {one.get("content-type") or "": plain(one) for one in first.iter("named-content")}
    country = next(first.iter("country"), None)
    return Affiliation(
        key=key,
        label=all_text(first.find("label")),
        texts=texts,
        institutions=tuple(dict.fromkeys(one for one in institutions if one)),
        city=plain(next(first.iter("city"), None)) or named.get("city", ""),
        country=plain(country),
        country_code=((country.get("country") if country is not None else None) or "").upper(),
        ror=next((code for element in group for one in element.iter("institution-id") if (code := ror(one.text))), ""),
    )


def _affiliation_text(element: Element) -> str:
    original = next((one for one in element.iter("institution") if one.get("content-type") == "original"), None)
    if original is not None and (text := plain(original)):
        return text
    parts: list[str] = []
    _affiliation_parts(element, parts)
    words = [squeeze(part) for part in parts if part.strip()]
    if squeeze(element.text or "") or any(word.startswith((",", ";", "，")) for word in words):
        text = squeeze(" ".join(words))
    else:
        text = ", ".join(words)
    # No space before a mark, and none after a full-width one, which brings its own.
    return re.sub(r"(?<=[，；、])\s+", "", re.sub(r"\s+([,;.，；、])", r"\1", text)).strip(" ,;，；")


def _affiliation_parts(element: Element, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        if child.tag not in ("label", "institution-id", "email", "sup", "xref", "phone", "fax"):
            if len(child):
                _affiliation_parts(child, parts)
            else:
                parts.append(child.text or "")
        parts.append(child.tail or "")


def person_name(element: Element, language: str) -> PersonName:
    """One spelling. The family name comes first when the source says so or the name is written in Chinese."""
    family, given = plain(element.find("surname")), plain(element.find("given-names"))
    whole = plain(element) if element.tag == "string-name" or not (family or given) else ""
    written = family + given or whole
    stated = language_tag(element.get(XML_LANG))
    # Pinyin in a Chinese article is English text for our purposes; language_of knows by script.
    name_language = language_of(written, stated=stated, inherited=language)
    style = element.get("name-style") or ""
    if has_han(written):
        whole = "".join(whole.split())
    return PersonName(
        family=family,
        given=given,
        whole=whole,
        language=name_language,
        family_first=style == "eastern" or (has_han(written) and style != "western"),
        prefix=plain(element.find("prefix")),
        suffix=plain(element.find("suffix")),
    )


class ContributorReader:
    """Reads the contributors of one ``article-meta`` or ``front-stub``; doubts are collected in ``notes``."""

    def __init__(self, meta: Element, language: str, keys: Mapping[Element, str]) -> None:
        self.meta = meta
        self.language = language
        self.keys = keys
        self.notes: list[JatsNote] = []
        self.by_id = {key: one for element, key in keys.items() if (one := element.get("id"))}
        self.by_id.update({key: key for key in keys.values()})
        self.letters = {one.get("id") or "": one for one in meta.iter("corresp")}
        self.notes_by_id = {one.get("id"): one for one in meta.iter("fn") if one.get("id")}

    def read(self) -> tuple[Contributor, ...]:
        """All contributors in document order; members of a group follow the group."""
        elements = [one for one in self.meta.iter("contrib") if _belongs(one)]
        answers = self._addresses(elements)
        return tuple(
            self._contributor(order, element, answers.get(element, ()))
            for order, element in enumerate(elements, start=1)
        )

    def _contributor(self, order: int, element: Element, answers: tuple[str, ...]) -> Contributor:
        collab = next(_own(element, "collab"), None)
        names = [one for one in _own(element, *_WHOLE_NAMES) if collab is None or not _inside_collab(one)]
        marks = self._marks(element)
        own = [found for one in _own(element, "email") if (found := email(one.text))]
        corresponding = element.get("corresp") == "yes" or any(kind == "corresp" for kind, _ in marks)
        equal = element.get("equal-contrib") == "yes" or self._noted(marks, "equal")
        return Contributor(
            order=order,
            kind=self._kind(element),
            names=tuple(name for one in names if (name := person_name(one, self.language)).display),
            group_name=_group_name(collab),
            member_of=_member_of(element),
            orcid=self._orcid(element),
            affiliations=self._affiliations(element, marks),
            corresponding=corresponding,
            equal_contribution=equal,
            deceased=element.get("deceased") == "yes" or self._noted(marks, "deceased"),
            emails=tuple(dict.fromkeys((*own, *answers))),
            roles=tuple(_role(one) for one in element.iterfind("role") if plain(one)),
            biography_html="".join(block_html(one, level=3) for one in element.iterfind("bio")),
        )

    def _kind(self, element: Element) -> str:
        stated = (element.get("contrib-type") or "").split()
        if not stated:
            holder = element.getparent()
            group = (holder.get("content-type") or "") if holder is not None else ""
            return "editor" if "editor" in group else "collaborator" if _member_of(element) else "author"
        # PLOS marks members of a group who do not stand in the byline with a second word.
        return "collaborator" if "non-byline" in stated else stated[0].lower()

    def _marks(self, element: Element) -> list[tuple[str, str]]:
        return [
            (one.get("ref-type") or "", rid) for one in _own(element, "xref") for rid in (one.get("rid") or "").split()
        ]

    def _noted(self, marks: list[tuple[str, str]], kind: str) -> bool:
        return any((note := self.notes_by_id.get(rid)) is not None and note.get("fn-type") == kind for _, rid in marks)

    def _orcid(self, element: Element) -> str:
        for one in _own(element, "contrib-id", "uri"):
            stated = all_text(one)
            kind = one.get("contrib-id-type") or one.get("content-type") or ""
            if not ("orcid" in kind or "orcid.org" in stated):
                continue
            if found := orcid(stated):
                return found
            if stated:
                self.notes.append(JatsNote("orcid-invalid", line_of(one), stated[:80]))
        return ""

    def _affiliations(self, element: Element, marks: list[tuple[str, str]]) -> tuple[str, ...]:
        keys = [self.by_id[rid] for kind, rid in marks if rid in self.by_id and kind in {"aff", ""}]
        keys += [self.keys[one] for one in _own(element, "aff") if one in self.keys]
        if not keys and (holder := element.getparent()) is not None:
            # An affiliation that stands in the group without marks belongs to everyone in it.
            common = {self.keys[one] for one in holder.iter("aff") if one in self.keys and _owner(one) is None}
            everywhere = set(self.keys.values())
            if len(common) == 1:
                keys = list(common)
            elif not common and len(everywhere) == 1 and _member_of(element) == "" and self._kind(element) == "author":
                keys = list(everywhere)
        return tuple(dict.fromkeys(keys))

    def _addresses(self, elements: list[Element]) -> dict[Element, tuple[str, ...]]:
        """Which e-mail of a shared note belongs to whom: by family name in it, else by order when numbers agree."""
        found: dict[Element, tuple[str, ...]] = {}
        for identifier, note in self.letters.items():
            addresses = [one for part in note.iter("email") if (one := email(part.text))]
            people = [one for one in elements if any(rid == identifier for _, rid in self._marks(one))]
            if not people:
                people = [one for one in elements if one.get("corresp") == "yes"] if len(self.letters) == 1 else []
            if len(people) == 1:
                found[people[0]] = tuple(addresses)
                continue
            by_order = len(people) == len(addresses)
            for place, person in enumerate(people):
                families = [re.sub(r"\W", "", all_text(one)).lower() for one in person.iter("surname")]
                named = [one for one in addresses if any(f and f in one.split("@")[0].lower() for f in families)]
                if len(named) == 1:
                    found[person] = (named[0],)
                elif by_order:
                    found[person] = (addresses[place],)
        return found


def _owner(element: Element) -> Element | None:
    """The contributor an element belongs to."""
    return next(element.iterancestors("contrib"), None)


def _own(element: Element, *tags: str) -> Iterator[Element]:
    """What stands in a contributor, without what belongs to the members of a group."""
    found = element.iter(*tags)
    if next(element.iterdescendants("contrib"), None) is None:
        return found
    return (one for one in found if _owner(one) is element)


def _belongs(element: Element) -> bool:
    return next(element.iterancestors("related-article", "product", "sub-article"), None) is None


def _inside_collab(element: Element) -> bool:
    owner = _owner(element)
    return any(one.tag == "collab" for one in element.iterancestors() if one is not owner and _owner(one) is owner)


def _group_name(collab: Element | None) -> str:
    """The group's name without its members."""
    if collab is None:
        return ""
    pieces = [collab.text or ""]
    for child in collab:
        if child.tag not in ("contrib-group", "xref", "address", "email", "fn"):
            pieces.append(raw_text(child))
        pieces.append(child.tail or "")
    return squeeze("".join(pieces)).rstrip(" ,;:")


def _member_of(element: Element) -> str:
    return _group_name(next(element.iterancestors("collab"), None))


def _role(element: Element) -> Role:
    text = plain(element)
    degree = element.get("degree-contribution") or (found.group(1).lower() if (found := _DEGREE.search(text)) else "")
    address = (element.get("vocab-term-identifier") or element.get("content-type") or "").rstrip("/").lower()
    slug = address.rpartition("/")[2] if "credit" in address else ""
    letters = re.sub(r"[^a-z]", "", _DEGREE.sub("", element.get("vocab-term") or text).lower())
    return Role(text, slug if slug in _CREDIT else _CREDIT_BY_LETTERS.get(letters, ""), degree)
