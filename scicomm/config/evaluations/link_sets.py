"""A set to measure links with: what is known of a house, and mentions with what each speaks of, from lines of files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from scicomm.config.evaluations.lines import rows_of, some
from scicomm.listening.rules.addresses import normalise_url
from scicomm.listening.rules.dois import dois_in
from scicomm.listening.rules.house_names import HouseNames
from scicomm.listening.rules.main_link import Said
from scicomm.listening.rules.titles import TitleIndex
from scicomm.search.judged import BadSet

KINDS = ("article", "story", "person", "unit", "journal")
METHODS = {"doi": "doi", "url": "address", "address": "address", "title": "title", "journal": "journal", "name": "name"}
MONTH = 45
"""Days after a paper within which coverage that names journal and author is about it."""


class Known:
    """The things of a house, ready to be found."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.article_of: dict[str, str] = {}
        self.dois: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        self.names: HouseNames[str] = HouseNames()
        self.papers: list[tuple[str, str, frozenset[str], dt.date]] = []
        self._titles: list[tuple[str, str]] = []
        self.titles: TitleIndex[str] = TitleIndex()

    def add(self, kind: str, row: dict[str, Any], number: int, lines: dict[str, list[str]]) -> None:
        key = str(row["id"])
        self.kinds[key] = kind
        titles = [_text(row, name) for name in ("title", "title_zh", "title_en")]
        if kind == "unit":
            self.names.put_unit(
                key, *(_text(row, name) for name in ("name_zh", "name_en", "short_name_zh", "short_name_en"))
            )
        elif kind == "journal":
            self.names.put_journal(key, *titles)
        elif kind == "person":
            names = [
                _text(row, name) for name in ("family_name_zh", "given_name_zh", "family_name_en", "given_name_en")
            ]
            self.names.put_person(key, lines.get(_text(row, "unit"), []), *names)
        else:
            self._titles += [(key, title) for title in titles if title]
            self.article_of[key] = _text(row, "article")
            if doi := _text(row, "doi").lower():
                self.dois[doi] = key
            for address in _many(row.get("addresses", row.get("url"))):
                self.addresses[plain_address(address)] = key
            day = _day(row.get("published"), number)
            if kind == "article" and day and row.get("journal"):
                self.papers.append((key, _text(row, "journal"), frozenset(_many(row.get("authors"))), day))

    def close(self) -> None:
        """Stories before articles, as on a running site."""
        self._titles.sort(key=lambda pair: self.kinds[pair[0]] != "story")
        self.titles = TitleIndex(self._titles)

    def papers_before(self, day: dt.date | None) -> Callable[[list[str], list[str]], Iterable[tuple[str, str, str]]]:
        def papers(people: list[str], journals: list[str]) -> Iterable[tuple[str, str, str]]:
            for key, journal, authors, out in self.papers:
                if day and journal in journals and 0 <= (day - out).days <= MONTH:
                    yield from ((key, journal, person) for person in people if person in authors)

        return papers


@dataclass(frozen=True)
class Told:
    """A mention with what it speaks of: targets, each with the method that should tell it (empty where not said)."""

    key: str
    said: Said
    day: dt.date | None
    wants: dict[str, str]


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _many(value: object) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _day(value: object, number: int) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadSet(
            _("Line %(number)s: %(value)s is no date like 2026-03-31.") % {"number": number, "value": value}
        ) from None


def plain_address(address: str) -> str:
    try:
        return normalise_url(address)
    except ValueError:
        return ""


def read_known(path: Path) -> Known:
    """Lines of id, kind and what the kind has; raises BadSet with the line for what cannot be read.

    unit: name_zh, name_en, short_name_zh, short_name_en, parent · journal: title_zh, title_en · person: family_name_zh,
    given_name_zh, family_name_en, given_name_en, unit · article: doi, title_zh, title_en, journal, authors, published ·
    story: title, addresses, article.
    """
    known, rows, parents = Known(), [], {}
    for number, row in some(list(rows_of(path, "id", "kind")), path):
        kind, key = _text(row, "kind").lower(), str(row["id"])
        if kind not in KINDS:
            raise BadSet(
                _("Line %(number)s: “%(kind)s” is no kind; there are %(kinds)s.")
                % {"number": number, "kind": row["kind"], "kinds": ", ".join(KINDS)}
            )
        if key in known.kinds:
            raise BadSet(_("Line %(number)s repeats the id %(id)s.") % {"number": number, "id": key})
        known.kinds[key] = kind
        rows.append((number, kind, row))
        if kind == "unit":
            parents[key] = _text(row, "parent")
    lines = {key: _line(key, parents) for key in parents}
    for number, kind, row in rows:
        known.add(kind, row, number, lines)
    known.close()
    return known


def _line(key: str, parents: dict[str, str]) -> list[str]:
    """A unit and all above it."""
    line: list[str] = []
    while key and key not in line:
        line.append(key)
        key = parents.get(key, "")
    return line


def read_mentions(path: Path, known: Known) -> list[Told]:
    """Lines of id, title, text, links, day and wants (targets with their method, or a list of targets)."""
    found = []
    for number, row in rows_of(path, "id"):
        title, text = _text(row, "title"), _text(row, "text") or _text(row, "summary")
        if not title and not text:
            raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": "title, text"})
        wants = row.get("wants", row.get("targets"))
        if wants is None:
            raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": "wants"})
        wanted = (
            {str(k): str(v or "") for k, v in wants.items()}
            if isinstance(wants, dict)
            else dict.fromkeys(_many(wants), "")
        )
        for target, method in wanted.items():
            if target not in known.kinds:
                raise BadSet(_("Line %(number)s wants %(id)s, which is not known.") % {"number": number, "id": target})
            if method and method not in METHODS:
                raise BadSet(
                    _("Line %(number)s: “%(method)s” is no method; there are %(methods)s.")
                    % {"number": number, "method": method, "methods": ", ".join(METHODS)}
                )
        links = [*filter(None, [_text(row, "url")]), *_many(row.get("links"))]
        said = Said(title, f"{title}\n{text}", tuple(links), tuple(dois_in(title, text, *links)))
        found.append(Told(str(row["id"]), said, _day(row.get("day", row.get("published")), number), wanted))
    return some(found, path)
