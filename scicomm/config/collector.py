"""How often Python looks for garbage that holds itself: seldom, because what a started process holds stays for its life."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# So many new containers before the youngest are looked through; 700 is Python's own value.
_YOUNGEST, _MIDDLE, _OLDEST = 50_000, 20, 100


@contextmanager
def loading() -> Iterator[None]:
    """No look at all while everything is imported, of which nothing goes: a seventh of the time; seldom ones from then on."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        look_seldom()


def look_seldom() -> None:
    """To be called once, when everything is imported.

    Models, forms, address tables and words are several hundred thousand objects that never go; without this each full look walks
    over all of them. Taking in articles gains a tenth (docs/benchmarks.md: ingest_one_process).
    """
    gc.freeze()
    gc.set_threshold(_YOUNGEST, _MIDDLE, _OLDEST)
