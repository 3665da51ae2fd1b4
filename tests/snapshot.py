"""A snapshot of what a piece of set-up wrote: made once in a test process, put back in milliseconds in every later test.

The academy's skeleton takes about a second to build by the real actions. Its rows are remembered table by table and written back
inside the test's own transaction; the foreign keys are deferred, so the order does not matter.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

# The cache is emptied before every test and belongs to nobody.
LEFT_OUT = {"core_cache"}
Content = dict[str, Any]


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if not model._meta.proxy} - LEFT_OUT)


def _read(table: str) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY (SELECT * FROM "{table}" ORDER BY 1) TO STDOUT') as copy:
                return b"".join(bytes(piece) for piece in copy)
        cursor.execute(f'SELECT * FROM "{table}"')
        return cursor.fetchall()


def _write(table: str, content: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}"')
        if not content:
            return
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(content)
            return
        marks = ", ".join(["%s"] * len(content[0]))
        cursor.executemany(f'INSERT INTO "{table}" VALUES ({marks})', content)


def _advance_sequences(tables: list[str]) -> None:
    """PostgreSQL hands out ids from sequences, which do not see the ids written back."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            key = model._meta.pk
            if model._meta.db_table in tables and key is not None and key.get_internal_type().endswith("AutoField"):
                table, column = model._meta.db_table, key.column
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), GREATEST((SELECT COALESCE(MAX("
                    f'"{column}"), 1) FROM "{table}"), nextval(pg_get_serial_sequence(%s, %s))))',
                    [f'"{table}"', column, f'"{table}"', column],
                )


class Snapshot:
    """Runs `build` the first time and writes its rows back every other time."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._content: Content | None = None
        self._value: Any = None

    def put_back(self) -> Any:
        """The value that `build` returned: itself the first time, later a copy that no other test has touched."""
        if self._content is None:
            before = {table: _read(table) for table in _tables()}
            value = self._build()
            after = {table: _read(table) for table in _tables()}
            self._content = {table: rows for table, rows in after.items() if rows != before[table]}
            self._value = copy.deepcopy(value)
            return value
        # A test that commits has no transaction of its own to defer the foreign keys in.
        with transaction.atomic():
            for table, content in self._content.items():
                _write(table, content)
            _advance_sequences(list(self._content))
        return copy.deepcopy(self._value)


class Whole:
    """Every table as it stands between tests; put back after a test that had to commit and was flushed."""

    def __init__(self) -> None:
        self._content: Content = {}

    def remember(self) -> None:
        if not self._content:
            self._content = {table: _read(table) for table in _tables()}

    def put_back(self) -> None:
        with transaction.atomic():
            for table, content in self._content.items():
                _write(table, content)
            _advance_sequences(list(self._content))
        ContentType.objects.clear_cache()
