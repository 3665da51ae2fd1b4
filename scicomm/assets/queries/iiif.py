"""Pictures for IIIF from the disk: tiles made once and kept, pyramids of large pictures, and their bound.

Under `SCICOMM_HOME/iiif`: `tiles/` and `pyramids/`, by a key that changes with the file. No row is written; all of it can be
thrown away at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image

from scicomm.assets.models import AssetImage
from scicomm.assets.queries.wanted import PYRAMID, want
from scicomm.assets.rules import iiif_pixels as pixels
from scicomm.assets.rules.iiif import Plan

# From here on a picture is worth a pyramid; up to the second it may be decoded for a request while that is not there yet.
PYRAMID_FROM = 3_000_000
DIRECT_UP_TO = 40_000_000
# Changed drawing code makes new tiles.
_VERSION = 1
_TOUCH_EVERY = 3600
# Decoding is memory: two at a time in a process.
_decoding = threading.BoundedSemaphore(2)


class NotReady(RuntimeError):
    """A picture this large is first prepared by the worker; asking again in a moment gives it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A picture's file: its row, the key of what is kept of it, and its size as it is looked at."""

    image: AssetImage
    key: str
    width: int
    height: int

    def reduced(self, edge: int) -> Source:
        """The same picture as if it were no larger than an edge: for what is shown to all but free to nobody."""
        longest = max(self.width, self.height)
        if longest <= edge:
            return self
        size = (max(1, round(side * edge / longest)) for side in (self.width, self.height))
        return Source(self.image, self.key, *size)

    @property
    def pixels(self) -> int:
        return self.width * self.height


def home() -> Path:
    return Path(settings.SCICOMM_HOME) / "iiif"


def key_of(image: AssetImage) -> str:
    """Another file under the same row or the same name has another key. Raises OSError where the file is gone."""
    storage, name = image.file.storage, image.file.name
    file = f"{name} {storage.size(name)} {storage.get_modified_time(name).timestamp()}"
    return hashlib.sha256(f"{_VERSION} {image.pk} {file}".encode()).hexdigest()[:24]


@lru_cache(maxsize=4096)
def _size(key: str, name: str, storage: object) -> tuple[int, int]:
    with storage.open(name) as file:  # type: ignore[attr-defined]
        return pixels.upright_size(pixels.open_picture(file))


def source_of(image: AssetImage) -> Source:
    """The picture's source. Raises NotAPicture where the file is gone or cannot be read."""
    try:
        key = key_of(image)
        width, height = _size(key, image.file.name, image.file.storage)
    except OSError as error:
        raise pixels.NotAPicture(str(error)) from error
    return Source(image, key, width, height)


def _name(source: Source, plan: Plan) -> str:
    return hashlib.sha256(f"{source.width}x{source.height} {plan.canonical}".encode()).hexdigest()[:24]


def etag_of(source: Source, plan: Plan) -> str:
    return f'"{hashlib.sha256(f"{source.key} {_name(source, plan)}".encode()).hexdigest()[:24]}"'


def tile(source: Source, plan: Plan) -> bytes:
    """The picture a plan asks for, from disk or made now and kept. Raises NotAPicture or NotReady."""
    file = home() / "tiles" / source.key / f"{_name(source, plan)}.{plan.format}"
    try:
        data = file.read_bytes()
    except OSError:
        data = pixels.finished(_part(source, plan), plan)
        _keep(file, data)
    else:
        _touch(file)
    return data


def _touch(file: Path) -> None:
    """Say that a file was used, once an hour at most."""
    try:
        if time.time() - file.stat().st_mtime > _TOUCH_EVERY:
            os.utime(file)
    except OSError:
        pass


def _keep(file: Path, data: bytes) -> None:
    """Whole or not at all; a disk that refuses costs time, never the answer."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(name).replace(file)
    except OSError:
        return


def _part(source: Source, plan: Plan) -> Image.Image:
    folder = home() / "pyramids" / source.key
    try:
        ready = json.loads((folder / "ready.json").read_text(encoding="ascii"))
        sizes = [(size[0], size[1]) for size in ready["sizes"]]
        found = pixels.from_blocks(
            plan, sizes, (source.width, source.height), lambda *place: _block(folder, ready["form"], *place)
        )
    except (OSError, ValueError, KeyError, TypeError):
        pass
    else:
        _touch(folder / "ready.json")
        return found
    if source.pixels > PYRAMID_FROM:
        want(PYRAMID, source.image.pk)
    if source.pixels > DIRECT_UP_TO:
        raise NotReady
    return _decoded(source, plan)


def _block(folder: Path, form: str, level: int, column: int, row: int) -> Image.Image:
    with (folder / f"{level}-{column}-{row}.{form}").open("rb") as file:
        block = pixels.open_picture(file)
        block.load()
    return block


def _decoded(source: Source, plan: Plan) -> Image.Image:
    with _decoding, source.image.file.storage.open(source.image.file.name) as file:
        picture = pixels.open_picture(file)
        share = max(plan.width / plan.region.width, plan.height / plan.region.height)
        share *= max(source.width, source.height) / max(picture.size)
        if picture.format in {"JPEG", "MPO"} and share < 1:
            # The decoder itself halves; only pixels that are needed are made.
            picture.draft(None, (int(picture.width * share) + 1, int(picture.height * share) + 1))
        return pixels.cut(pixels.decoded(picture), plan, (source.width, source.height))


# ---------------------------------------------------------------- pyramids, made by the worker


def make_pyramid(image: AssetImage) -> bool:
    """Cut a picture into the blocks of its pyramid; False where it was there. Killed half way, nothing is half there."""
    source = source_of(image)
    folder = home() / "pyramids" / source.key
    if (folder / "ready.json").exists():
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".making-"))
    try:
        with image.file.storage.open(image.file.name) as file:
            picture = pixels.decoded(pixels.open_picture(file))
        form = "png" if picture.mode == "RGBA" else "jpg"
        for level, column, row, block in pixels.blocks_of(picture):
            place = making / f"{level}-{column}-{row}.{form}"
            write = block.save
            write(place, compress_level=3, quality=95, subsampling=0)
        sizes = pixels.level_sizes(*picture.size)
        (making / "ready.json").write_text(json.dumps({"form": form, "sizes": sizes}), encoding="ascii")
        shutil.rmtree(folder, ignore_errors=True)
        making.replace(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return True


# ---------------------------------------------------------------- the bound


def trim(most_bytes: int) -> int:
    """Remove what was not used for longest until the rest fits into nine tenths of the bound; returns the bytes removed."""
    things = [*_tiles(), *_pyramids()]
    total = sum(size for _when, size, _path in things)
    if total <= most_bytes:
        return 0
    removed = 0
    for _when, size, path in sorted(things, key=lambda thing: thing[0]):
        if total - removed <= most_bytes * 0.9:
            break
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        removed += size
    return removed


def _tiles() -> list[tuple[float, int, Path]]:
    return [(told.st_mtime, told.st_size, file) for file in (home() / "tiles").glob("*/*") if (told := file.stat())]


def _pyramids() -> list[tuple[float, int, Path]]:
    found = []
    for folder in (home() / "pyramids").glob("*"):
        ready = folder / "ready.json"
        used = ready.stat().st_mtime if ready.exists() else folder.stat().st_mtime
        if folder.name.startswith(".") and time.time() - used < _TOUCH_EVERY:
            # Being made just now.
            continue
        found.append((used, sum(file.stat().st_size for file in folder.iterdir()), folder))
    return found
