"""What every fact carries, and how facts get their names; no database here (the ledger is in core)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

FACT_TYPES: dict[str, type[Fact]] = {}
_COMMON = ("unit_id", "subject", "about", "actor_id", "occurred_at")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened in a unit.

    `subject` is the thing it happened to and `about` the things that one was made from, each written as a reference
    (`"newsroom.story:12"`, see `ref`). The thread of anything is the walk over these two. Whatever a subclass adds is its
    payload: plain values that JSON can hold. `occurred_at` is an aware time; None means now.
    """

    unit_id: int
    subject: str
    about: tuple[str, ...] = ()
    actor_id: int | None = None
    occurred_at: dt.datetime | None = None

    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # A room's facts stand in scicomm/facts/<room>.py or, when they are many, in the files of scicomm/facts/<room>/.
        parts = cls.__module__.split(".")
        room = parts[2] if parts[:2] == ["scicomm", "facts"] else parts[-1]
        snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).lstrip("_")
        cls.name = f"{room}.{snake}"
        FACT_TYPES[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        """The values a subclass adds, as JSON can hold them."""
        return {key: value for key, value in asdict(self).items() if key not in _COMMON}

    @classmethod
    def from_row(
        cls,
        *,
        unit_id: int,
        subject: str,
        about: tuple[str, ...],
        actor_id: int | None,
        occurred_at: dt.datetime,
        payload: dict[str, Any],
    ) -> Fact:
        """The fact as it was stated; payload keys that a newer version dropped are ignored, new ones take their default."""
        known = {field.name for field in fields(cls)} - set(_COMMON)
        values = {key: value for key, value in payload.items() if key in known}
        return cls(unit_id=unit_id, subject=subject, about=about, actor_id=actor_id, occurred_at=occurred_at, **values)


def ref(room: str, noun: str, identifier: int | str) -> str:
    """The written reference to a thing: `ref("newsroom", "story", 12)` is `"newsroom.story:12"`."""
    return f"{room}.{noun}:{identifier}"


def ref_parts(reference: str) -> tuple[str, str]:
    """`"newsroom.story:12"` as `("newsroom.story", "12")`."""
    kind, _, identifier = reference.partition(":")
    return kind, identifier
