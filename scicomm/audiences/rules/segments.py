"""The publics that ship with the product, and the national plan's groups they belong to. Rows of the database are in force."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def shipped_segments() -> list[dict[str, Any]]:
    """The fields of each `Segment` an academy starts with, in their order."""
    table = json.loads(files("scicomm.audiences").joinpath("data/segments.json").read_text(encoding="utf-8"))
    return [{**row, "position": 10 * (number + 1)} for number, row in enumerate(table["segments"])]
