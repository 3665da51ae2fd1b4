"""Many rows changed at once, each to values of its own, as fast as the driver can."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, router
from django.db.models import Field, Model


def update_rows(rows: Iterable[Model], fields: Sequence[str]) -> int:
    """Write these fields of the rows, which are of one model and saved already; returns how many rows were written.

    One prepared statement for each row, in one call of the driver. Django's `bulk_update` builds one large expression instead,
    whose making costs many times what the database does with it. As there, no signal is sent and `auto_now` is not looked at.
    Rows are written in the order of their keys, so that two writers never wait for each other in a circle.
    """
    # A row that stands twice in the list is written once, as it is now.
    ordered = sorted({row.pk: row for row in rows}.values(), key=lambda row: row.pk)
    if not ordered:
        return 0
    model = type(ordered[0])
    columns: list[Any] = [_column(model, name) for name in fields]
    key: Any = model._meta.pk
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    changes = ", ".join(f"{quoted(column.column)} = %s" for column in columns)
    # Names come from the models, values are parameters.
    statement = f"UPDATE {quoted(model._meta.db_table)} SET {changes} WHERE {quoted(key.column)} = %s"  # noqa: S608
    values = [
        (
            *(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns),
            key.get_db_prep_save(row.pk, connection),
        )
        for row in ordered
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
    return len(ordered)


def _column(model: type[Model], name: str) -> Any:
    field = model._meta.get_field(name)
    if not isinstance(field, Field) or not field.concrete or field.many_to_many or field.model is not model:
        raise ValueError(f"{model._meta.label}.{name} is no column of its own table")
    if field.primary_key:
        raise ValueError(f"{model._meta.label}.{name} is the key of its row")
    return field
