"""Pictures for the tests of the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scicomm.assets import actions
from scicomm.assets.models import Asset
from scicomm.config.benchmarks.pictures import jpeg, picture
from scicomm.organisation.models import Unit


def drawn(number: int) -> bytes:
    """A small JPEG, the same for the same number."""
    return jpeg(picture(number, 240, 160))


def filed(
    folder: Path, unit: Unit, number: int, *, data: bytes | None = None, values: dict[str, Any] | None = None
) -> Asset:
    """A picture in the library of a unit."""
    path = folder / f"{unit.slug}-{number}.jpg"
    path.write_bytes(drawn(number) if data is None else data)
    seen = actions.look_at(path)
    token = f"t{Asset.objects.count()}-{number}"
    return actions.file_away(seen, unit=unit, name=path.name, token=token, acting_user=None, values=values)
