"""CSL-JSON (csl-data.json of CSL 1.0.2): what Zotero, Pandoc and every CSL processor read."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from scicomm.journals.rules.citations.work import Author, Work, one_line


def csl_item(work: Work) -> dict[str, Any]:
    """The item. Names without parts are `literal`; dates have as many parts as are known."""
    values: dict[str, Any] = {
        "id": work.doi,
        "type": "article-journal",
        "title": work.marked_title,
        "author": [_name(author) for author in work.authors if author.inverted],
        "container-title": one_line(work.journal),
        "issued": _date(work.published_on, work.precision),
        "accessed": _date(work.accessed_on, "day"),
        "volume": work.volume,
        "issue": work.issue,
        "page": work.page_range("-"),
        "number": work.article_number,
        "ISSN": work.issn or work.eissn,
        "publisher": one_line(work.publisher),
        "DOI": work.doi,
        "URL": work.url,
        "language": "zh-CN" if work.language.startswith("zh") else work.language,
        "abstract": one_line(work.abstract),
        "keyword": ", ".join(map(one_line, work.keywords)),
        "note": work.note,
    }
    return {name: value for name, value in values.items() if value}


def csl_json(work: Work) -> str:
    """The item as a file: a list of one, because that is what programs import."""
    return json.dumps([csl_item(work)], ensure_ascii=False, indent=1) + "\n"


def _name(author: Author) -> dict[str, str]:
    if author.whole:
        return {"literal": one_line(author.whole)}
    return {
        name: one_line(value) for name, value in (("family", author.family), ("given", author.given)) if value
    }  # fmt: skip


def _date(day: dt.date | None, precision: str) -> dict[str, Any]:
    if day is None:
        return {}
    parts = {"day": [day.year, day.month, day.day], "month": [day.year, day.month]}.get(precision, [day.year])
    return {"date-parts": [parts]}
