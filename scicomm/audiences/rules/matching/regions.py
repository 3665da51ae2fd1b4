"""Regions by the codes of GB/T 2260: province two digits, city four, county six; how near two of them are."""

from __future__ import annotations

from typing import Any

import numpy as np

from scicomm.audiences.rules.matching.arrays import Array
from scicomm.audiences.rules.matching.weights import CITY, COUNTY, PROVINCE, REFUSED


def region_number(code: str) -> int:
    """A code of two, four or six digits as six; 0 (anywhere) for none and for what is no code."""
    return int(code.ljust(6, "0")) if code.isascii() and code.isdecimal() and len(code) in {2, 4, 6} else 0


def region_points(reader: Any, item: Any) -> Array:
    """Points for regions (numbers or arrays, which may broadcast); 0 where either says nothing, REFUSED for another province."""
    reader, item = np.asarray(reader), np.asarray(item)
    same_county = (reader == item) & (item % 100 != 0)
    same_city = (reader // 100 == item // 100) & (item // 100 % 100 != 0)
    # A thing or reader that names only the province is as near as the province.
    points = np.where(same_county, COUNTY, np.where(same_city, CITY, PROVINCE))
    points = np.where(reader // 10_000 == item // 10_000, points, REFUSED)
    return np.where((reader == 0) | (item == 0), 0, points).astype(np.int32)
