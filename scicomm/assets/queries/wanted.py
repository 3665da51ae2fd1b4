"""Word left by pages for the worker: which pictures need renditions or a pyramid. Empty files, under `SCICOMM_HOME/wanted`."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

PYRAMID, RENDITIONS = "pyramid", "renditions"
_NAME = re.compile(r"(\d+)(?:-(\w*))?")


def _folder(kind: str) -> Path:
    return Path(settings.SCICOMM_HOME) / "wanted" / kind


def want(kind: str, image_id: int, shape: str = "") -> None:
    """Leave word; a disk that refuses makes the picture slower, never the page wrong."""
    mark = _folder(kind) / f"{image_id}-{shape}"
    try:
        if not mark.exists():
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
    except OSError:
        return


def wanted(kind: str) -> list[tuple[int, str]]:
    """What waits, the longest waiting first: the picture's id and the shape."""
    folder = _folder(kind)
    if not folder.is_dir():
        return []
    marks = [(mark.stat().st_mtime, found) for mark in folder.iterdir() if (found := _NAME.fullmatch(mark.name))]
    return [(int(found[1]), found[2] or "") for _when, found in sorted(marks, key=lambda pair: pair[0])]


def done_with(kind: str, image_id: int, shape: str = "") -> None:
    (_folder(kind) / f"{image_id}-{shape}").unlink(missing_ok=True)
