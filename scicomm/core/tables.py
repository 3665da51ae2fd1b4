"""A migration's many tables made together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Create models with the fields, indexes and constraints that the operations after them add.

    Between two operations of a migration Django makes every model anew that is connected with the changed one. Our models are all
    connected, by people and units, so that the time to make the tables of a new database grows with the square of their number:
    minutes. Here the models are made once, when all of them are known, and the tables from those.
    """

    category = OperationCategory.ADDITION
    reversible = True
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Without models that are made already there are none to make anew.
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def _models(self, app_label: str, state: ProjectState) -> list[Any]:
        return [
            state.apps.get_model(app_label, operation.name)
            for operation in self.operations
            if isinstance(operation, CreateModel)
        ]

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in self._models(app_label, to_state):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in reversed(self._models(app_label, from_state)):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        made = [operation.name for operation in self.operations if isinstance(operation, CreateModel)]
        return f"Create the tables of {', '.join(made)}"
