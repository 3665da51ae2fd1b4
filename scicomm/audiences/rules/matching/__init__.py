"""Matching of things and people: arrays, kernel, weights, reasons. Pure: no database, no clock, no settings."""

from scicomm.audiences.rules.matching.arrays import (
    PERSONAL,
    REACHABLE,
    YOUNG,
    Array,
    Item,
    Items,
    Readers,
    TooMany,
    Traits,
    items_of,
    readers_of,
    taken_apart,
)
from scicomm.audiences.rules.matching.compiled import has_numba, jitted
from scicomm.audiences.rules.matching.explaining import Reason, Why, fates, is_said, parts_of, reasons, shown
from scicomm.audiences.rules.matching.kernel import Engine, Seen, digests, due_rows, recipients
from scicomm.audiences.rules.matching.regions import region_number
from scicomm.audiences.rules.matching.weights import PICK, VERSION, freshness_points, popularity_points

__all__ = [
    "PERSONAL",
    "PICK",
    "REACHABLE",
    "VERSION",
    "YOUNG",
    "Array",
    "Engine",
    "Item",
    "Items",
    "Readers",
    "Reason",
    "Seen",
    "TooMany",
    "Traits",
    "Why",
    "digests",
    "due_rows",
    "fates",
    "freshness_points",
    "has_numba",
    "is_said",
    "items_of",
    "jitted",
    "parts_of",
    "popularity_points",
    "readers_of",
    "reasons",
    "recipients",
    "region_number",
    "shown",
    "taken_apart",
]
