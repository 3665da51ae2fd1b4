"""Doors: named functions that a model may call upward without importing the room's actions.

Wagtail calls methods of models (a task's `on_action`, a page's `save_revision`), but every change of state is an action, and
actions stand above models. A door is the one way from the first to the second: `actions` opens it by name at start, the model
knocks. Nothing else may use it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

D = TypeVar("D", bound=Callable[..., Any])
_DOORS: dict[str, Callable[..., Any]] = {}
_open: ContextVar[frozenset[str]] = ContextVar("open_doors", default=frozenset())


def door(name: str) -> Callable[[D], D]:
    """Declare the action behind a door: `@door("newsroom.story_revised")`."""

    def declare(action: D) -> D:
        _DOORS[name] = action
        return action

    return declare


def knock(name: str, *args: Any, **kwargs: Any) -> Any:
    """Call the action behind a door."""
    return _DOORS[name](*args, **kwargs)


@contextmanager
def held_open(name: str) -> Any:
    """Inside this block a guard that asks `is_open(name)` lets the change pass. Only actions hold doors open."""
    token = _open.set(_open.get() | {name})
    try:
        yield
    finally:
        _open.reset(token)


def is_open(name: str) -> bool:
    return name in _open.get()
