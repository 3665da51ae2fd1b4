"""Contributors of a package: names in both scripts, groups, affiliations that never stop a deposit."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element as Element

from scicomm.journals.rules.crossref.parts import DepositPerson, DepositPlace
from scicomm.journals.rules.crossref.wording import CROSSREF, clean, cut
from scicomm.journals.rules.jats.identifiers import orcid as checked_orcid

MOST_NAME, MOST_GROUP, MOST_PLACE, MOST_TOWN = 60, 511, 1024, 255
# What Crossref takes as part of a name: digits at most in one run, no question marks (they are usually broken characters).
_NAME = re.compile(r"[^\d?]*[^?\s]+[^\d]*")


def element(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A new child in Crossref's namespace; `_` in an attribute's name stands for itself."""
    made = etree.SubElement(parent, f"{{{CROSSREF}}}{name}", attributes)
    if text:
        made.text = clean(text)
    return made


def name_part(text: str) -> str:
    """A name as Crossref takes it: 60 characters at most."""
    return cut(text, MOST_NAME)


def is_name(text: str) -> bool:
    """Whether Crossref takes this as (part of) a person's name."""
    return bool(_NAME.fullmatch(text))


def add_people(article: Element, people: tuple[DepositPerson, ...]) -> None:
    """The contributors in order; the first is `first`, all others `additional`."""
    known = [person for person in people if person.group or person.family or person.other_names]
    if not known:
        return
    parent = element(article, "contributors")
    for number, person in enumerate(known):
        sequence = "additional" if number else "first"
        if person.group and not (person.family or person.other_names):
            words = {"sequence": sequence, "contributor_role": person.role}
            element(parent, "organization", cut(person.group, MOST_GROUP), **words)
        else:
            _person(parent, person, sequence)


def _person(parent: Element, person: DepositPerson, sequence: str) -> None:
    attributes = {"sequence": sequence, "contributor_role": person.role}
    if person.family_first:
        attributes["name-style"] = "eastern"
    if person.language:
        attributes["language"] = person.language
    made = element(parent, "person_name", **attributes)
    if person.family:
        # A surname may stand alone, a given name may not.
        if person.given:
            element(made, "given_name", name_part(person.given))
        element(made, "surname", name_part(person.family))
    for other in dict.fromkeys(name_part(name) for name in person.other_names):
        if other and (is_name(other) or not person.family):
            element(made, "name", other)
    if person.suffix and len(clean(person.suffix)) <= 10:
        element(made, "suffix", person.suffix)
    _affiliations(made, person.places)
    if code := checked_orcid(person.orcid):
        element(made, "ORCID", f"https://orcid.org/{code}")


def _affiliations(parent: Element, places: tuple[DepositPlace, ...]) -> None:
    """Each language's name is an institution of its own; the identifier stands with the first. What is missing is left out."""
    rows = [(place, [name for name in map(clean, place.names) if name]) for place in places]
    rows = [(place, names) for place, names in rows if names or place.ror]
    if not rows:
        return
    holder = element(parent, "affiliations")
    for place, names in rows:
        for number, name in enumerate(names or [""]):
            made = element(holder, "institution")
            if name:
                element(made, "institution_name", cut(name, MOST_PLACE))
            if place.ror and not number:
                element(made, "institution_id", place.ror, type="ror")
            if len(town := cut(place.place, MOST_TOWN)) > 1 and not number:
                element(made, "institution_place", town)
