"""What the blocks of a body name (pictures, people, papers, recordings, terms) is read together: once a model, not once a block.

Wagtail reads the choices of each kind of block by themselves, and of a struct with two pictures twice. A body knows its raw
data, so that all its choices of one model can be read at the first block that asks; bodies of several stories can share one
reading.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model, QuerySet
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

Rows = dict[int, Model]
_current: ContextVar[Fetched | None] = ContextVar("newsroom_body_rows", default=None)


class Together:
    """Mixin for chooser blocks whose rows are read together; `with_all` adds what their templates show."""

    model_class: Any

    @staticmethod
    def with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows

    def fetch(self, ids: Iterable[int]) -> Rows:
        """The rows by their ids. One query, and one for each prefetch."""
        rows: Rows = self.with_all(self.model_class._default_manager.all()).in_bulk(list(ids))
        return rows

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        ids = [value if isinstance(value, int) else None for value in values]
        fetched = _current.get() or Fetched()
        rows = fetched.rows(self, {value for value in ids if value is not None})
        # Each place has an object of its own: a template that hangs something on one does not change the other.
        return [copy.copy(rows[value]) if value in rows else None for value in ids]


class Fetched:
    """The rows that one or more bodies name, read when first asked for."""

    def __init__(self) -> None:
        self._wanted: dict[str, set[int]] = {}
        self._rows: dict[str, Rows] = {}

    def want(self, block: Any, raw: Any) -> None:
        """Note all that a block's raw value names."""
        for chooser, pk in chosen_in(block, raw):
            self._wanted.setdefault(chooser.model_class._meta.label, set()).add(pk)

    def rows(self, chooser: Together, ids: set[int]) -> Rows:
        label = chooser.model_class._meta.label
        known = self._rows.setdefault(label, {})
        missing = (ids | self._wanted.pop(label, set())) - known.keys()
        if missing:
            known.update(chooser.fetch(missing))
        return known


def chosen_in(block: Any, raw: Any) -> Iterator[tuple[Together, int]]:
    """Every choice in a raw value, with the block that made it; what is broken holds none."""
    if isinstance(block, Together):
        if isinstance(raw, int):
            yield block, raw
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from chosen_in(child, raw.get(name) if isinstance(raw, dict) else None)
    elif isinstance(block, blocks.ListBlock):
        for item in raw if isinstance(raw, list) else []:
            inner = item["value"] if isinstance(item, dict) and "value" in item and "type" in item else item
            yield from chosen_in(block.child_block, inner)
    elif isinstance(block, blocks.StreamBlock):
        for item in raw or []:
            child = block.child_blocks.get(item.get("type"))
            if child is not None:
                yield from chosen_in(child, item.get("value"))


@contextmanager
def _using(fetched: Fetched) -> Iterator[None]:
    token = _current.set(fetched)
    try:
        yield
    finally:
        _current.reset(token)


class StoryStream(StreamValue):
    """A body whose choices are read together."""

    fetched: Fetched | None = None

    def _prefetch_blocks(self, type_name: str) -> None:
        if self.fetched is None:
            self.fetched = Fetched()
            self.fetched.want(self.stream_block, self._raw_data)
        with _using(self.fetched):
            super()._prefetch_blocks(type_name)


def read_together(bodies: Iterable[Any]) -> None:
    """Let several bodies share one reading: a list of whole stories costs as many queries as one story."""
    shared = Fetched()
    for body in bodies:
        if isinstance(body, StoryStream):
            shared.want(body.stream_block, body._raw_data)
            body.fetched = shared
