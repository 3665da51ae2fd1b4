"""Places by the codes of GB/T 2260: names, time zones and what is near. Pure rules over dated data, no database.

The table (`data/regions.json`) is replaced as data when divisions change, never edited into this code.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from scicomm.core.text import pick

_CODE = re.compile(r"\d{2}|\d{4}|\d{6}")


@dataclass(frozen=True, slots=True)
class Region:
    """A province (two digits) or a prefecture (four)."""

    code: str
    name_zh: str
    name_en: str
    zone: str

    @property
    def name(self) -> str:
        """In the active language."""
        return pick(self.name_zh, self.name_en)


@lru_cache(maxsize=1)
def regions() -> dict[str, Region]:
    """All regions by code, in the order of the standard."""
    table = json.loads(files("scicomm.audiences").joinpath("data/regions.json").read_text(encoding="utf-8"))
    rows = [
        Region(row["code"], row["name_zh"], row["name_en"], row.get("zone", table["zone"])) for row in table["regions"]
    ]
    return {row.code: row for row in rows}


def is_region(code: str) -> bool:
    """Whether a code is known, or a county of a known prefecture or province."""
    return bool(_CODE.fullmatch(code)) and (code in regions() or code[:4] in regions() or code[:2] in regions())


def region_of(code: str) -> Region | None:
    """The smallest known region that holds a code."""
    return next((regions()[code[:size]] for size in (6, 4, 2) if len(code) >= size and code[:size] in regions()), None)


def zone_of(code: str) -> str:
    """The time zone of a region; Beijing time where nothing is said."""
    found = region_of(code)
    return found.zone if found else "Asia/Shanghai"


def nearness(here: str, there: str) -> int:
    """How many digits of two codes agree, in whole steps: 2 the same province, 4 prefecture, 6 county; 0 for nothing.

    Longest prefix: who gave only a province is as near to everything in it as the province is.
    """
    return next(
        (size for size in (6, 4, 2) if len(here) >= size and here[:size] == there[:size] and len(there) >= size), 0
    )


def is_nearby(here: str, there: str) -> bool:
    """Whether something at `there` is near a reader at `here`: in the smallest region that both codes name.

    A reader of Wuhan (4201) is near what is in Wuhan or only said to be in Hubei (42), not near Yichang (4205); a reader who
    named only a province is near everything in it. Without a code on either side nothing is near.
    """
    shorter = min(len(here), len(there))
    return bool(shorter) and nearness(here, there) == shorter


_SHORT = re.compile(r"(?:市|省|盟|地区|维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区)$")
# What is called after a place elsewhere: "南京路" is in Shanghai.
_CALLED_AFTER = r"(?![东西南北中一二三四五]{0,2}(?:路|街|道|大道|大学))"


def region_named_in(text: str) -> str:
    """The code of the smallest region that a text names: the first province that it speaks of, and a prefecture of it if it names
    one; empty where none is known."""
    words = _plain(text)
    found = sorted((match.start(), -len(match[0]), code) for code, name in _names() for match in name.finditer(words))
    if not found:
        return ""
    province = found[0][2][:2]
    return max((code for _at, _length, code in found if code[:2] == province), key=len)


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What each region is called: in Chinese with and without its kind, in English; "Tibet (Xizang)" has two names, and in
    "Yulin (Shaanxi)" the second only says which."""
    found, all_english = [], {region.name_en for region in regions().values()}
    for code, region in regions().items():
        chinese = {region.name_zh, _SHORT.sub("", region.name_zh)}
        parts = [one.strip() for one in re.split(r"[()]", region.name_en) if one.strip()]
        english = [_plain(one) for one in parts if one not in all_english or one == region.name_en]
        either = [rf"{re.escape(one)}{_CALLED_AFTER}" for one in sorted(chinese, key=len, reverse=True)]
        found.append((code, re.compile("|".join([*either, *(rf"\b{re.escape(one)}\b" for one in english)]))))
    return tuple(found)


def _plain(text: str) -> str:
    """Small letters without accents, for names in Latin letters."""
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
