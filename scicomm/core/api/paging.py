"""Pages of a list by key: the next page begins behind the last row of this one, however many were added meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Field, Schema

from scicomm.core.api.problems import ApiProblem
from scicomm.core.api.words import later as _

M = TypeVar("M", bound=Model)
T = TypeVar("T")
MOST = 100


class Window(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(25, ge=1, le=MOST, description=_("How many, 100 at most"))
    cursor: str = Field("", max_length=400, description=_("Where to go on: taken from the link to the next page"))


class Page(Schema, Generic[T]):
    """A part of a list. `next` is the address of the part that follows, null at the end."""

    items: list[T]
    next: str | None


@dataclass(frozen=True)
class _Key:
    """One column of an order: its path, its field and whether large values come first."""

    path: str
    field: Any
    falls: bool


def _keys(model: type[Model], order: Sequence[str]) -> list[_Key]:
    keys = []
    for name in order:
        path, at = name.removeprefix("-"), model
        field: Any = None
        for step in path.split("__"):
            try:
                field = at._meta.get_field(step)
            except FieldDoesNotExist:
                field = at._meta.pk if step == "pk" else None
            at = getattr(field, "related_model", None) or at
        keys.append(_Key(path, field, name.startswith("-")))
    return keys


def _value(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _read(cursor: str, keys: list[_Key]) -> list[Any]:
    """The values a cursor holds; a broken one is told so."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError
        return [key.field.to_python(value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError) as error:
        raise ApiProblem("bad-request", gettext("This cursor was not made by us. Begin without one.")) from error


def _behind(keys: list[_Key], values: list[Any]) -> Q:
    """Rows that come after these values in the order."""
    after, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        after |= same & Q(**{f"{key.path}__{'lt' if key.falls else 'gt'}": value})
        same &= Q(**{key.path: value})
    return after


def window(
    request: HttpRequest,
    response: HttpResponse,
    rows: QuerySet[M],
    asked: Window,
    order: Sequence[str],
    show: Callable[[M], T],
) -> dict[str, Any]:
    """One page of rows, in an order that ends with a unique column; sets the Link header (RFC 8288)."""
    keys = _keys(rows.model, order)
    if asked.cursor:
        rows = rows.filter(_behind(keys, _read(asked.cursor, keys)))
    found = list(rows.order_by(*order)[: asked.limit + 1])
    shown, more = found[: asked.limit], len(found) > asked.limit
    query = request.GET.copy()
    query.pop("cursor", None)
    first = request.build_absolute_uri(f"{request.path}?{query.urlencode()}" if query else request.path)
    links, following = [f'<{first}>; rel="first"'], None
    if more:
        values = [key.field.value_to_string(_Holder(key.field, _value(shown[-1], key.path))) for key in keys]
        query["cursor"] = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        links.append(f'<{following}>; rel="next"')
    response["Link"] = ", ".join(links)
    return {"items": [show(row) for row in shown], "next": following}


class _Holder:
    """Stands for a row, so that a field writes a value as text in its own way."""

    def __init__(self, field: Any, value: Any) -> None:
        setattr(self, field.attname, value)
