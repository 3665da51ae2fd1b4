"""Records for files that came by Wagtail's own ways."""

from __future__ import annotations

from scicomm.assets import actions
from scicomm.core.periodic import every


@every(seconds=20)
def take_in_new_files() -> None:
    """Every file has a record."""
    actions.take_in_new_files()
