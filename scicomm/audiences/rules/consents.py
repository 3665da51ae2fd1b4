"""The wordings that readers agree to: one for each purpose and version, old ones kept for ever. Pure rules over dated data."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One wording in both languages."""

    purpose: str
    version: str
    since: dt.date
    zh: tuple[str, ...]
    en: tuple[str, ...]

    def lines(self, language: str) -> tuple[str, ...]:
        """The wording in a language; Chinese unless it is English."""
        return self.en if language.startswith("en") else self.zh


@lru_cache(maxsize=1)
def consent_texts() -> dict[tuple[str, str], ConsentText]:
    """All wordings by purpose and version, in the order of their days."""
    table = json.loads(files("scicomm.audiences").joinpath("data/consents.json").read_text(encoding="utf-8"))
    found = {}
    for row in table["texts"]:
        for purpose in row["purposes"]:
            found[purpose, row["version"]] = ConsentText(
                purpose, row["version"], dt.date.fromisoformat(row["since"]), tuple(row["zh"]), tuple(row["en"])
            )
    return found


def consent_text(purpose: str, version: str = "") -> ConsentText | None:
    """The wording of a version, the newest without one; None for a version that this product never had (an imported one)."""
    return consent_texts().get((purpose, version or current_version(purpose)))


def current_version(purpose: str) -> str:
    """The version that forms show and note; the one written last in the table."""
    return [version for one, version in consent_texts() if one == purpose][-1]
