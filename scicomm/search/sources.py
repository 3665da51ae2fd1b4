"""Where documents come from: each room says which of its things stand in which index, and makes their documents.

Search imports no room; a room registers its source when it is loaded. With the sources the record of what should be found can
be made anew from the database alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scicomm.search.documents import SearchDocument


@dataclass(frozen=True, slots=True)
class Source:
    """The things of one kind in one index. Their keys are ``prefix:id``.

    ``ids``: the primary keys of those that should be found now. ``documents``: their documents, for some hundred ids at a
    time; one that should not be found any more is left out.
    """

    index: str
    prefix: str
    ids: Callable[[], Iterable[int]]
    documents: Callable[[Sequence[int]], Iterable[SearchDocument]]


SOURCES: dict[tuple[str, str], Source] = {}


def register(source: Source) -> Source:
    """Make a room's things known to `restate`; the same kind again replaces the one before."""
    SOURCES[source.index, source.prefix] = source
    return source


def sources_of(index: str) -> list[Source]:
    """The sources of an index, by prefix."""
    return [source for (_index, _prefix), source in sorted(SOURCES.items()) if source.index == index]
