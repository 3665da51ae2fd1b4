"""Search documents for tests, and the short way from documents to an index on disk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scicomm.search.actions import drain_pending, put_document
from scicomm.search.documents import SearchDocument


def make_document(number: int | str = 1, **values: Any) -> SearchDocument:
    """An article; every field can be given. ``year`` is short for a date in the middle of that year."""
    if "year" in values:
        values["date"] = dt.datetime(values.pop("year"), 6, 15, tzinfo=dt.UTC)
    defaults = {"key": f"journals.article:{number}", "kind": "article", "url": f"/articles/{number}/"}
    return SearchDocument(**{**defaults, "title": "", **values})


def indexed(*documents: SearchDocument, index: str = "public") -> None:
    """Put documents and carry them to disk, as the worker does."""
    for document in documents:
        put_document(document, index)
    while drain_pending():
        pass
