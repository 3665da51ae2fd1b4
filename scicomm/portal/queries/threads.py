"""The strip of a thing's thread as public pages show it."""

from __future__ import annotations

from typing import Any


def thread_strip(room: str, noun: str, identifier: int) -> dict[str, Any] | None:
    """The cells of the strip, its title and the address of the whole thread; None where there is nothing to show."""
    return None
