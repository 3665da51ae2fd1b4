"""Reads whose SQL is made once a process and only bound anew: for pages that must be cheap; what is read is not decided here.

Most of what a query of the ORM costs is writing its SQL: ten times as much as SQLite then needs to answer it. The SQL of a page's
queries is the same each time but for a few parameters, so it is kept, with Django's own converters for the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Numbers that fit any integer column and texts that nobody writes: where they stand in the parameters, the caller's values go.
_NUMBER = 2_147_480_000
_TEXT = "\x1aparameter %d\x1a"


class CannotPrepare(ValueError):
    """The query cannot be kept: it drops a parameter or changes it on the way to the database."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """SQL, its parameters, which of them are the caller's (place, number of argument), and the converters of the columns."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: Any


class Prepared:
    """A `values_list` query with parameters that are whole numbers or texts, compared as they are.

    `make` builds the queryset from its arguments and may not decide anything by their values; `kinds` are their types. Calling
    it gives the rows as tuples: `Prepared(lambda pk: Page.objects.filter(pk=pk).values_list("title"), int)(12)`.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *kinds: type[int] | type[str]) -> None:
        self._make = make
        self._kinds = kinds
        self._kept: _Kept | None = None

    def __call__(self, *arguments: int | str) -> list[tuple[Any, ...]]:
        kept = self._kept
        if kept is None:
            # Two threads may both make it; they make the same.
            kept = self._kept = self._prepare()
        params = list(kept.params)
        for place, number in kept.places:
            params[place] = arguments[number]
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(kept.sql, params)
            rows: Sequence[Any] = cursor.fetchall()
        if kept.converters:
            return [tuple(row) for row in _converted(rows, kept.converters, connection)]
        return [tuple(row) for row in rows]

    def _prepare(self) -> _Kept:
        marks = [_NUMBER + n if kind is int else _TEXT % n for n, kind in enumerate(self._kinds)]
        compiler = self._make(*marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = tuple((place, marks.index(value)) for place, value in enumerate(params) if value in marks)
        if {number for _place, number in places} != set(range(len(marks))):
            raise CannotPrepare(f"not every parameter is in {sql}")
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        return _Kept(sql, tuple(params), places, compiler.get_converters(columns))


def _converted(rows: Sequence[Any], converters: Any, connection: Any) -> list[list[Any]]:
    """Rows with the values that Python works with; the same steps as the ORM's own."""
    found = [list(row) for row in rows]
    for place, (functions, expression) in converters.items():
        for row in found:
            for function in functions:
                row[place] = function(row[place], expression, connection)
    return found
