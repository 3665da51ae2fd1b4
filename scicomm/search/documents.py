"""What a room hands to the search engine: one flat, serialisable document; how it is indexed stands in `schema`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Self

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TUPLES = ("people", "keywords", "units", "subjects")


def normalise_doi(text: str) -> str:
    """The bare lower-case DOI inside a text (``doi.org/10.1000/X.`` gives ``10.1000/x``), or an empty string."""
    match = _DOI.search(text)
    if match is None:
        return ""
    doi = match.group().rstrip(".,;。，；").lower()
    # A bracket that opened inside belongs to the DOI; one that opened before it belongs to the sentence.
    while doi.endswith((")", "）")) and doi.count("(") + doi.count("（") < doi.count(")") + doi.count("）"):
        doi = doi[:-1].rstrip(".,;。，；")
    return doi


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """Everything the engine may know about one thing. Texts may be Chinese, English or both; script decides, no flag.

    ``key`` names the thing for ever (``journals.article:12``). ``units`` are the slugs of every unit on the path from
    the root to ``unit``; the staff index shows a document only to those who may see one of them. ``extra`` is kept as
    it is and handed back with the hit; ``extra["doi"]`` is indexed as the DOI.
    """

    key: str
    kind: str
    url: str
    title: str
    language: str = ""
    title_other: str = ""
    summary: str = ""
    body: str = ""
    people: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    unit: str = ""
    units: tuple[str, ...] = ()
    journal: str = ""
    subjects: tuple[str, ...] = ()
    article_type: str = ""
    open_access: bool | None = None
    date: datetime | None = None
    extra: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a document that could never be found, shown or removed again."""
        for name in ("key", "kind"):
            if not getattr(self, name):
                raise ValueError(f"A search document needs a {name}.")
        if self.date is not None and self.date.tzinfo is None:
            raise ValueError(f"The date of {self.key} has no time zone.")

    @property
    def doi(self) -> str:
        """The bare DOI, or an empty string."""
        return normalise_doi(self.extra.get("doi", ""))

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; `from_json` gives the same document back."""
        data: dict[str, Any] = {name: getattr(self, name) for name in _NAMES}
        data |= {name: list(data[name]) for name in _TUPLES}
        data |= {"date": self.date.isoformat() if self.date else None, "extra": dict(self.extra)}
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any] | str | bytes) -> Self:
        """Read what `to_json` wrote; fields unknown to this version are dropped. Raises ValueError on a bad one."""
        values = json.loads(data) if isinstance(data, (str, bytes)) else data
        values = {name: value for name, value in values.items() if name in _KNOWN}
        values |= {name: tuple(values[name]) for name in _TUPLES if name in values}
        if values.get("date"):
            values["date"] = datetime.fromisoformat(values["date"])
        try:
            return cls(**values)
        except TypeError as error:
            raise ValueError(str(error)) from error


_NAMES = tuple(item.name for item in fields(SearchDocument))
_KNOWN = frozenset(_NAMES)
