"""How long what was collected is kept, by who speaks; what a unit of the house changed stands in the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SHORTEST_DAYS, LONGEST_DAYS = 1, 3650


@dataclass(frozen=True)
class Kept:
    """Days that the text of an item (excerpt and page) stays, and days that the item itself stays while it is linked to nothing
    of ours."""

    text_days: int
    mention_days: int

    def text_before(self, now: dt.datetime) -> dt.datetime:
        return now - dt.timedelta(days=self.text_days)

    def mention_before(self, now: dt.datetime) -> dt.datetime:
        return now - dt.timedelta(days=self.mention_days)


# By the values of SourceClass. People who speak for themselves (social platforms, forums) are kept for the shortest time; what an
# office publishes for everybody may stay longest.
USUAL: dict[str, Kept] = {
    "news": Kept(90, 365),
    "science": Kept(90, 730),
    "institution": Kept(90, 730),
    "government": Kept(180, 1095),
    "blog": Kept(60, 180),
    "social": Kept(14, 60),
    "forum": Kept(14, 60),
    "own": Kept(180, 1095),
    "other": Kept(30, 90),
}
SHORTEST = Kept(14, 60)
"""For a class that nobody has thought of yet."""
