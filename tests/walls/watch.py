"""Watches every write of a request: which rows of the walled unit were changed, removed, or had something hung on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from wagtail.models import Collection, Page

from scicomm.assets.models import AssetDocument, AssetImage
from scicomm.organisation.models import Unit, UnitPage
from tests.walls.objects import World, models_of_units

_WRITE = re.compile(r'^\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# Tables that any visit may write; they hold nothing of a unit.
UNWATCHED = {
    "django_session",
    "core_cache",
    "wagtailusers_userprofile",
    "search_indexentry",
    "account_emailaddress",
    "account_emailconfirmation",
    "django_content_type",
}

Rows = dict[Any, dict[str, Any]]


class Watch:
    """Compares the rows of the written tables with what stood there before; every request is undone afterwards."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.before: dict[str, Rows] = {}
        self.models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        self.mine = _rows_of(world)
        self.written: set[str] = set()
        self.changes: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found:
            self.written.add(found[1])
        return execute(sql, params, many, context)

    @contextmanager
    def request(self, actor: Any = None) -> Iterator[None]:
        """One request inside a savepoint that is rolled back; `changes` then says what it did to the unit."""
        self.written, self.changes = set(), []
        with transaction.atomic():
            with connection.execute_wrapper(self):
                yield
            touched = {table: _read(table) for table in self.written - UNWATCHED}
            transaction.set_rollback(True)
        for table, after in touched.items():
            if table not in self.before:
                self.before[table] = _read(table)
            self.changes += self._compare(table, self.before[table], after, actor)

    def _compare(self, table: str, before: Rows, after: Rows, actor: Any) -> Iterator[str]:
        model = self.models.get(table)
        mine = self.mine.get(model) if model else None
        for key, row in before.items():
            if mine is not None and key not in mine:
                continue
            if table == "organisation_user" and actor is not None and key == actor.pk:
                continue
            if key not in after:
                yield f"{table} {key} was deleted"
            elif after[key] != row:
                columns = [name for name in row if row[name] != after[key][name]]
                yield f"{table} {key} was changed: {', '.join(columns)}"
        for key in after.keys() - before.keys():
            reason = self._hangs_on_the_unit(model, after[key])
            if reason:
                yield f"{table} got a row that hangs on {reason}"

    def _hangs_on_the_unit(self, model: Any, row: dict[str, Any]) -> str:
        if model is None:
            return ""
        for field in model._meta.concrete_fields:
            target = field.related_model
            if target in self.mine and row.get(field.column) in self.mine[target]:
                return f"{target._meta.label} {row[field.column]} by {field.name}"
        if model._meta.label == "core.FactRecord" and row["unit_id"] == self.world.unit.pk:
            return f"the unit: {row['name']}"
        if {"object_id", "content_type_id"} <= row.keys():
            kind = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
            if kind is not None and row["object_id"] in {str(key) for key in self.mine.get(kind, ())}:
                return f"{kind._meta.label} {row['object_id']}"
        return ""


def _read(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row[names[0]]: row for row in rows}


def _rows_of(world: World) -> dict[type[models.Model], set[Any]]:
    """The keys of the unit's rows in each model with a way to a unit, and of its pages and files."""
    pages = Page.objects.none()
    for site in UnitPage.objects.filter(unit=world.unit):
        pages = pages | Page.objects.descendant_of(site, inclusive=True)
    page_keys = set(pages.values_list("pk", flat=True))
    collection = world.unit.collection
    mine: dict[type[models.Model], set[Any]] = {
        Unit: {world.unit.pk},
        Page: page_keys,
        Collection: {collection.pk},
        AssetImage: set(AssetImage.objects.filter(collection=collection).values_list("pk", flat=True)),
        AssetDocument: set(AssetDocument.objects.filter(collection=collection).values_list("pk", flat=True)),
    }
    waiting = [model for model in models_of_units() if model not in mine]
    for _round in range(4):
        for model in waiting:
            reach = models.Q(pk__in=[])
            for field in model._meta.get_fields():
                if field.concrete and field.is_relation and mine.get(field.related_model):
                    reach |= models.Q(**{f"{field.name}__in": mine[field.related_model]})
            mine[model] = set(model._default_manager.filter(reach).values_list("pk", flat=True))
    return {model: keys for model, keys in mine.items() if model._meta.app_label in {*settings.FLOW, "wagtailcore"}}
