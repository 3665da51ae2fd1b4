"""Many tables made together are the tables that one after another would have made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from scicomm.core.tables import CreateTables

KEY = ("id", models.BigAutoField(primary_key=True))


def operations() -> list[Any]:
    """Two models that point at each other, with an index and a constraint added afterwards."""
    return [
        CreateModel("River", [KEY, ("name", models.CharField(max_length=20))]),
        CreateModel("Lake", [KEY, ("river", models.ForeignKey("core.River", models.CASCADE))]),
        AddField("river", "source", models.ForeignKey("core.Lake", models.CASCADE, null=True)),
        AddIndex("river", models.Index(fields=["name"], name="river_name")),
        AddConstraint("lake", models.UniqueConstraint(fields=["river"], name="one_lake_a_river")),
    ]


@pytest.fixture
def scratch(django_db_blocker: Any) -> Iterator[DatabaseWrapper]:
    """A database of nobody, in memory."""
    values = connections["default"].settings_dict | {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    connection = DatabaseWrapper(values | {"OPTIONS": {}}, alias="default")
    with django_db_blocker.unblock():
        yield connection
        connection.close()


def made(connection: DatabaseWrapper) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name FROM sqlite_master WHERE name LIKE '%river%' OR name LIKE '%lake%'")
        return set(cursor.fetchall())


def applied(scratch: DatabaseWrapper, parts: list[Any]) -> ProjectState:
    migration = Migration("0001_try", "core")
    migration.operations = parts
    state = ProjectState()
    assert not state.apps.get_models()
    with scratch.schema_editor() as editor:
        return migration.apply(state, editor)


def test_tables_indexes_and_constraints_are_all_there(scratch: DatabaseWrapper) -> None:
    state = applied(scratch, operations())
    wanted = made(scratch)
    assert ("index", "river_name") in wanted and ("table", "core_lake") in wanted
    with scratch.schema_editor() as editor:
        for model in ("Lake", "River"):
            editor.delete_model(state.apps.get_model("core", model))
    assert made(scratch) == set()
    together = applied(scratch, [CreateTables(operations())])
    assert made(scratch) == wanted
    assert together.models == state.models
    migration = Migration("0001_try", "core")
    migration.operations = [CreateTables(operations())]
    with scratch.schema_editor() as editor:
        migration.unapply(ProjectState(), editor)
    assert made(scratch) == set()


def test_who_had_all_migrations_of_old_has_those_that_take_their_place() -> None:
    """A home from before knows its migrations by other names: nothing of it is made a second time."""
    loader = MigrationLoader(None)
    own = {key: one for key, one in loader.disk_migrations.items() if one.__module__.startswith("scicomm.")}
    replaced = [old for one in own.values() for old in one.replaces]
    assert len(replaced) == len(set(replaced)) > 50
    assert not set(replaced) & own.keys()
