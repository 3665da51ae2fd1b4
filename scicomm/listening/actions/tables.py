"""Tables of monitoring services: handed in, their columns named, taken in piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.progress import Progress
from scicomm.listening.actions.feeds import add_feed
from scicomm.listening.actions.lists import count_items
from scicomm.listening.actions.mentions import add_items
from scicomm.listening.models import Feed, SourceKind
from scicomm.listening.permissions import can_keep_feeds
from scicomm.listening.rules.parsing import FeedRefused, Item, RefusedItem
from scicomm.listening.rules.sources.tables import (
    COLUMNS,
    TableReader,
    expected_rows,
    guessed_columns,
    look_at,
    row_item,
)
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

BEGUN = audit_entry("listening.table.begin", gettext_lazy("Take in table"), shred=nothing_personal)

ROWS_AT_ONCE = 500
MOST_REASONS = 50


def add_table(
    unit: Unit, *, name: str, file_name: str, content: bytes, source_class: str, acting_user: Any | None
) -> Feed:
    """Keep a table, with its columns guessed from the headings; nothing is taken in before somebody has looked (`begin_table`).
    Raises ValidationError in words where it cannot be read."""
    try:
        table = look_at(content)
    except FeedRefused as error:
        raise ValidationError({"upload": str(error)}) from error
    return add_feed(
        unit=unit,
        name=name or file_name,
        file_name=file_name,
        content=content,
        kind=SourceKind.TABLE,
        source_class=source_class,
        mapping={"encoding": table.encoding, "columns": guessed_columns(table.headings), "begun": False},
        acting_user=acting_user,
    )


@transaction.atomic
def begin_table(feed: Feed, *, columns: Mapping[str, str], encoding: str, acting_user: Any | None) -> Feed:
    """Say which column holds what, and let the worker take the rows in. Beginning again with other columns reads all rows again;
    addresses that are known change nothing."""
    locked = Feed.objects.select_for_update(of=("self",)).select_related("unit").get(pk=feed.pk)
    require(acting_user is None or can_keep_feeds(acting_user, locked.unit))
    if locked.kind != SourceKind.TABLE or not locked.content:
        raise ValidationError(_("This table was taken in already. Hand it in again to read it anew."))
    try:
        headings = look_at(bytes(locked.content), encoding).headings
    except FeedRefused as error:
        raise ValidationError({"encoding": str(error)}) from error
    wanted = {name: columns[name] for name in COLUMNS if columns.get(name)}
    if not wanted.get("url"):
        raise ValidationError(
            {"url": _("Say which column holds the address: without it nothing can be kept once only.")}
        )
    if not set(wanted.values()) <= set(headings):
        raise ValidationError(_("There is no such column in the table."))
    rows = expected_rows(bytes(locked.content))
    locked.mapping = {"encoding": encoding, "columns": wanted, "begun": True, "rows": rows}
    locked.cursor, locked.failures, locked.last_error = "", 0, ""
    locked.save(update_fields=["mapping", "cursor", "failures", "last_error"])
    audit(BEGUN, locked, user=acting_user, new=wanted)
    return locked


def open_table(feed: Feed) -> TableReader:
    """The table at the row that was reached. Raises FeedRefused."""
    return TableReader(bytes(feed.content or b""), str(feed.mapping.get("encoding") or ""), int(feed.cursor or 0))


def take_in_table(feed: Feed, reader: TableReader | None = None, progress: Progress | None = None) -> bool:
    """Take in the next rows of a table, in one transaction; True while rows are left. The row reached is kept together with
    what was stored, so that a killed worker goes on where it was. At the end the file itself is given up: it may name
    writers. `feed` and `reader` (from `open_table`) move on with each call."""
    try:
        reader = reader or open_table(feed)
        start, headings = reader.row, reader.headings
        rows = reader.take(ROWS_AT_ONCE)
    except FeedRefused as error:
        _give_up(feed, str(error))
        return False
    found = [row_item(headings, row, feed.mapping["columns"]) for row in rows]
    is_left = _keep_rows(feed, found, start, is_over=len(rows) < ROWS_AT_ONCE)
    if progress:
        progress.advance(len(rows))
    return is_left


@transaction.atomic
def _keep_rows(feed: Feed, found: list[Item | RefusedItem], start: int, *, is_over: bool) -> bool:
    locked = Feed.objects.select_for_update(of=("self",)).select_related("unit").get(pk=feed.pk)
    if int(locked.cursor or 0) != start or not locked.content:
        return False  # another worker took these rows, and goes on
    items = [each for each in found if isinstance(each, Item)]
    result = add_items(locked, items)
    refused = [
        [start + number + 2, each.title, each.reason]
        for number, each in enumerate(found)
        if isinstance(each, RefusedItem)
    ]
    counts = dict(locked.mapping.get("counts") or {})
    more = {"stored": len(result.stored), "known": len(items) - len(result.stored), "refused": len(refused)}
    locked.mapping = locked.mapping | {
        "refused": [*(locked.mapping.get("refused") or []), *refused][:MOST_REASONS],
        "counts": {name: counts.get(name, 0) + count for name, count in more.items()},
        "begun": not is_over,
    }
    locked.cursor = str(start + len(found))
    locked.content = b"" if is_over else locked.content
    locked.save(update_fields=["mapping", "cursor", "content"])
    count_items(locked, len(items), len(result.stored))
    feed.mapping, feed.cursor = locked.mapping, locked.cursor
    return not is_over


@transaction.atomic
def _give_up(feed: Feed, reason: str) -> None:
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    locked.last_error, locked.failures = reason[:2000], 1
    locked.mapping = locked.mapping | {"begun": False}
    locked.save(update_fields=["last_error", "failures", "mapping"])


@transaction.atomic
def hold_again(feed: Feed, content: bytes) -> Feed:
    """Keep a table's file once more to read it anew, by the operator's wish."""
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    locked.content, locked.cursor, locked.failures, locked.last_error = content, "", 0, ""
    locked.mapping = {name: value for name, value in locked.mapping.items() if name in {"columns", "encoding"}}
    locked.save(update_fields=["content", "cursor", "failures", "last_error", "mapping"])
    return locked
