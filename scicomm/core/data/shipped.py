"""Reads the shipped reference data into rows; the database holds what is in force."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def _json(name: str) -> dict[str, Any]:
    return dict(json.loads(files("scicomm.core.data").joinpath(f"{name}.json").read_text(encoding="utf-8")))


def subjects() -> list[dict[str, str]]:
    """The 62 first-level disciplines of GB/T 13745-2009: code, name_zh, name_en."""
    return [{key: row[key] for key in ("code", "name_zh", "name_en")} for row in _json("subjects")["subjects"]]


def working_years() -> list[dict[str, Any]]:
    """One row a year: the free weekdays and worked weekend days, with source and whether the year is provisional."""
    return [
        {
            "year": int(year),
            "is_provisional": row["provisional"],
            "source": row["source"],
            "holidays": row["holidays"],
            "working_weekends": row["working_weekends"],
        }
        for year, row in _json("working_days")["years"].items()
    ]
