"""Contributors of an article: their names, roles and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonName:
    """One spelling of a person's name; ``family_first`` tells which way it is read."""

    family: str
    given: str
    whole: str
    language: str
    family_first: bool = False
    prefix: str = ""
    suffix: str = ""

    @property
    def display(self) -> str:
        """The name as readers of that script expect it: 张伟, Zhang Wei (eastern style), Wei Zhang."""
        if not (self.family and self.given):
            return self.whole or self.family or self.given
        if self.family_first:
            core = self.family + self.given if self.language.startswith("zh") else f"{self.family} {self.given}"
        else:
            core = f"{self.given} {self.family}"
        return " ".join(part for part in (self.prefix, core, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Role:
    """What a contributor did; ``credit`` is the CRediT term slug (ANSI/NISO Z39.104) when the role is one of the 14."""

    text: str
    credit: str = ""
    degree: str = ""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An address of contributors; ``texts`` by language, ``country`` ISO 3166 alpha-2 when given, ``ror`` as URL."""

    key: str
    label: str
    texts: Mapping[str, str]
    institutions: tuple[str, ...] = ()
    city: str = ""
    country: str = ""
    country_code: str = ""
    ror: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or group, in the order of the source; ``affiliations`` are keys of ``ParsedArticle.affiliations``."""

    order: int
    kind: str
    names: tuple[PersonName, ...]
    group_name: str = ""
    member_of: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()
    corresponding: bool = False
    equal_contribution: bool = False
    deceased: bool = False
    emails: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    biography_html: str = ""

    def display(self, language: str = "") -> str:
        """The name in ``language`` when the source has it, else the first spelling; never empty for a named person."""
        for name in self.names:
            if language and name.language == language:
                return name.display
        return self.names[0].display if self.names else self.group_name
