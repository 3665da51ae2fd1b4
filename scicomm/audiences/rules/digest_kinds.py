"""What a public thing is in a digest: its medium by its kind of piece; pure."""

from __future__ import annotations

import datetime as dt
import re

_MEDIA = {"video": "video", "podcast": "audio"}
_EXHIBITION = re.compile(r"展|exhibition|exhibit\b", re.IGNORECASE)
_COURSE = re.compile(r"课程|培训|研修|训练营|夏令营|\bcourse\b|\bworkshop\b|summer school", re.IGNORECASE)
# A thing that is open for so long is visited, not attended.
_OPEN_FOR = dt.timedelta(days=2)


def medium_of(profile: str) -> str:
    """The medium of a story that is no event, by its kind of piece."""
    return _MEDIA.get(profile, "article")


def medium_of_event(title: str, begins: dt.datetime, ends: dt.datetime | None) -> str:
    """A talk, an exhibition or a course, by the event's name and how long it is open."""
    if _COURSE.search(title):
        return "course"
    is_long = ends is not None and ends - begins >= _OPEN_FOR
    return "exhibition" if is_long or _EXHIBITION.search(title) else "talk"
