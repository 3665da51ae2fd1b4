"""Many articles read at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scicomm.core.parallel import read_beside
from scicomm.journals.rules.reading import ReadFile, Refusal, read_file


def read_all(found: Sequence[Path | Refusal]) -> Iterator[ReadFile | Refusal]:
    """The files read, in the order given."""
    return read_beside(_read, found)


def _read(one: Path | Refusal) -> ReadFile | Refusal:
    return one if isinstance(one, Refusal) else read_file(one)
