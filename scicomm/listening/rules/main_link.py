"""The one paper or story that a public item speaks of first: by DOI, then by an address of ours, then by title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")
BY_DOI, BY_URL, BY_TITLE = "doi", "url", "title"


@dataclass(frozen=True)
class Said:
    """What a public item says, as far as links need it."""

    title: str
    text: str
    links: tuple[str, ...]
    dois: tuple[str, ...]


@dataclass(frozen=True)
class Hit(Generic[K]):
    """What an item speaks of, what told it, the words that matched and a score from 0 to 1."""

    key: K
    method: str
    matched: str
    score: float = 1.0


def main_link(
    item: Said,
    *,
    by_doi: Callable[[str], K | None],
    by_address: Callable[[str], K | None],
    by_title: Callable[[Said], tuple[K, str, float] | None],
) -> Hit[K] | None:
    """Asked in this order; the first that knows decides."""
    for doi in item.dois:
        if (key := by_doi(doi)) is not None:
            return Hit(key, BY_DOI, doi)
    for address in item.links:
        if (key := by_address(address)) is not None:
            return Hit(key, BY_URL, address[:500])
    named = by_title(item)
    return Hit(named[0], BY_TITLE, named[1][:500], named[2]) if named else None
