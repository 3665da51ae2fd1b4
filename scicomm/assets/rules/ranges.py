"""Which part of a file a browser asks for: one range of bytes (RFC 9110, 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from the first to the last, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """No byte of the file is in the range that was asked for: 416."""


def asked_span(header: str, size: int) -> Span | None:
    """The part that a Range header asks for; None for the whole file: no header, another unit, several ranges, nonsense.

    A server may always answer with everything (14.2), and what plays never asks for several ranges at once.
    """
    found = re.fullmatch(r"bytes=\s*(\d*)-(\d*)\s*", header.strip(), re.ASCII | re.IGNORECASE)
    if not found or not (found[1] or found[2]) or len(found[0]) > 60:
        return None
    if not found[1]:
        length = int(found[2])
        if not length or not size:
            raise Unsatisfiable
        return Span(max(0, size - length), size - 1)
    first, last = int(found[1]), int(found[2]) if found[2] else size - 1
    if found[2] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Span(first, min(last, size - 1))


def still_the_same(if_range: str, etag: str, modified: str) -> bool:
    """Whether a part still belongs to what the browser has (If-Range, 13.1.5): the strong tag or the exact date."""
    if not if_range:
        return True
    value = if_range.strip()
    return value == etag if value.startswith(('"', "W/")) else value == modified
