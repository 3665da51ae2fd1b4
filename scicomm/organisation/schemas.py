"""What the public interface says of units: shapes only."""

from __future__ import annotations

from ninja import Field, Schema

from scicomm.core.api import Words
from scicomm.core.api import later as _


class UnitOut(Schema):
    """A unit of the organisation."""

    slug: str
    name: Words
    kind: Words
    parent: str | None = Field(description=_("Short address of the unit above"))
    description: Words
    url: str


class UnitsOut(Schema):
    """The tree of units, from the top."""

    items: list[UnitOut]
