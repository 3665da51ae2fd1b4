"""Everything we hold of one mailbox, for its reader: found by following the tables, so that none is forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from scicomm.audiences.models import Subscription
from scicomm.audiences.permissions import rows_of_reader

# What opens a door rather than says something of a person, and what belongs to somebody else.
SECRET = frozenset({"key", "confirm_key", "confirm_hash", "sealed_email", "lease_until"})


@dataclass(frozen=True)
class Held:
    """The rows of one table that speak of the reader: labels of the columns, and for each row its values in that order."""

    table: str
    name: str
    labels: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The rows as plain values by column, for JSON."""
        return [dict(zip([column for column, _label in self.labels], row, strict=True)) for row in self.rows]

    @property
    def shown(self) -> list[list[tuple[str, Any]]]:
        """Each row as pairs of label and value, without what is empty."""
        names = [label for _column, label in self.labels]
        return [[pair for pair in zip(names, row, strict=True) if pair[1] not in (None, "", [])] for row in self.rows]


def data_of(subscription: Subscription) -> list[Held]:
    """All tables with rows of this mailbox, the subscriptions first, what the audit noted last."""
    rows = rows_of_reader(subscription)
    found: list[Held] = []
    seen: set[type[Model]] = set()
    things: list[Model] = []
    _follow(rows.order_by("pk"), found, seen, things)
    found.append(_audit(things))
    return [held for held in found if held.rows]


def _follow(rows: QuerySet[Any], found: list[Held], seen: set[type[Model]], things: list[Model]) -> None:
    """One table, then every table of this room with a foreign key to it; each table once."""
    model = rows.model
    seen.add(model)
    listed = list(rows)
    things += listed
    found.append(_table(model, listed))
    for child, field in _children(model):
        if child in seen:
            continue
        held = child._default_manager.filter(**{f"{field}__in": [row.pk for row in listed]})
        _follow(held.order_by("pk"), found, seen, things)


def _children(model: type[Model]) -> list[tuple[Any, str]]:
    """The tables of this room with a foreign key to a table, and the key's name; also those without a way back."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        child: Any = relation.related_model
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and not relation.concrete:
            key: Any = relation.field  # type: ignore[union-attr]
            if child._meta.app_label == "audiences" and not child._meta.auto_created and isinstance(key, ForeignKey):
                found.append((child, key.name))
    return found


def _table(model: type[Model], rows: list[Any]) -> Held:
    fields = [field for field in model._meta.concrete_fields if field.name not in SECRET]
    many = model._meta.many_to_many
    labels = tuple((field.name, str(capfirst(field.verbose_name))) for field in [*fields, *many])
    values = tuple(
        (*(_value(row, field) for field in fields), *(_names(row, field.name) for field in many)) for row in rows
    )
    return Held(model._meta.label, str(capfirst(model._meta.verbose_name_plural)), labels, values)


def _names(row: Any, name: str) -> list[str]:
    return [str(one) for one in getattr(row, name).all()]


def _value(row: Any, field: Any) -> Any:
    """A value as one reads it: choices in words, other rows by their name."""
    if isinstance(field, ForeignKey):
        other = getattr(row, field.name)
        return str(other) if other is not None else None
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    return value.isoformat(timespec="seconds") if isinstance(value, dt.datetime) else value


def _audit(things: list[Model]) -> Held:
    labels = (("action", _("What was done")), ("timestamp", _("When")), ("data", _("Details")))
    rows = tuple(
        (entry.action, entry.timestamp.isoformat(timespec="seconds"), entry.data) for entry in _entries(things)
    )
    return Held("wagtailcore.ModelLogEntry", str(capfirst(ModelLogEntry._meta.verbose_name_plural)), labels, rows)


def _entries(things: list[Model]) -> Iterator[ModelLogEntry]:
    by_model: dict[type[Model], list[str]] = {}
    for thing in things:
        by_model.setdefault(type(thing), []).append(str(thing.pk))
    for model, keys in by_model.items():
        yield from ModelLogEntry.objects.get_for_model(model).filter(object_id__in=keys).order_by("timestamp", "pk")
