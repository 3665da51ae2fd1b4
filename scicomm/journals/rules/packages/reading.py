"""A package read: each article in it with its parts, or a refusal of that article or of the whole package."""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from scicomm.journals.rules.jats import MAX_BYTES, JatsReason
from scicomm.journals.rules.packages.archive import MAX_TOTAL, Archive, Budget, PackageRefused, opened
from scicomm.journals.rules.packages.contents import Contents
from scicomm.journals.rules.packages.staging import StagedPart, staged
from scicomm.journals.rules.reading import KEEP_BYTES, ReadFile, Refusal, read_data, shown_text
from scicomm.journals.rules.refusals import Reason, stored_words

logger = logging.getLogger(__name__)
# A package whose articles are in packages of their own is a delivery; one more level is a bomb or a mistake.
DEEPEST = 1


@dataclass(frozen=True, slots=True)
class _Source:
    """The zip that was sent: where it lies, under which name it is spoken of, and what replaces entries of it."""

    path: Path
    name: str
    mended: Mapping[str, bytes] = field(default_factory=dict)
    only: str = ""
    scratch: Path | None = None


def read_package(
    path: Path,
    name: str,
    *,
    mended: Mapping[str, bytes] | None = None,
    only: str = "",
    scratch: Path | None = None,
) -> Iterator[ReadFile | Refusal]:
    """The articles of a zip, one at a time. The scratch files of an article live until the next one is asked for.

    `mended` gives the bytes that stand for an entry instead of its own; `only` reads no other article than that entry;
    `scratch` is a folder to unpack in, best on the disk where parts end up (else the system's own).
    """
    source = _Source(path, name, mended or {}, only, scratch)
    try:
        with path.open("rb") as stream:
            yield from _read(stream, path.stat().st_size, source, "", Budget(), 0)
    except PackageRefused as refused:
        yield _refusal(source, refused)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        yield _refusal(source, PackageRefused(Reason.BROKEN, entry="", detail=detail))


def _read(
    stream: IO[bytes], size: int, source: _Source, inside: str, budget: Budget, depth: int
) -> Iterator[ReadFile | Refusal]:
    with opened(stream, size, budget) as archive:
        contents = Contents(archive)
        for path in contents.articles:
            if source.only in {"", inside + path}:
                yield from _article(archive, contents, path, source, inside)
        left = budget.total - sum(archive.size(path) for path in archive.paths)
        for path in contents.packages:
            if source.only and not source.only.startswith(f"{inside}{path}/"):
                continue
            if depth >= DEEPEST:
                raise PackageRefused(Reason.NESTED, entry=inside + path)
            yield from _inner(archive, path, source, inside, Budget(budget.entries, max(0, left)), depth)


def _inner(
    archive: Archive, path: str, source: _Source, inside: str, budget: Budget, depth: int
) -> Iterator[ReadFile | Refusal]:
    """A package in a package; a refusal of it names its place and leaves its neighbours alone."""
    with tempfile.TemporaryFile(dir=source.scratch) as scratch:
        try:
            for piece in archive.chunks(path):
                scratch.write(piece)
            scratch.seek(0)
            yield from _read(scratch, archive.size(path), source, f"{inside}{path}/", budget, depth + 1)
        except PackageRefused as refused:
            if refused.code == Reason.NESTED:
                raise
            yield _refusal(source, refused, inside + path)


def _article(
    archive: Archive, contents: Contents, path: str, source: _Source, inside: str
) -> Iterator[ReadFile | Refusal]:
    shown = shown_text(f"{source.name}/{inside}{path}")
    folder = Path(tempfile.mkdtemp(prefix="scicomm-parts-", dir=source.scratch))
    try:
        read = _xml(archive, path, source, inside, shown)
        if isinstance(read, ReadFile):
            parts: list[StagedPart] = [
                staged(archive, part, folder, number)
                for number, part in enumerate(contents.parts_of(path, read.parsed))
            ]
            read = replace(read, parts=tuple(parts), package=source.path, entry=inside + path)
        else:
            read = replace(read, package=source.path, entry=inside + path)
        yield read
    except PackageRefused as refused:
        yield replace(_refusal(source, refused), file=shown, entry=inside + path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _xml(archive: Archive, path: str, source: _Source, inside: str, shown: str) -> ReadFile | Refusal:
    if (data := source.mended.get(inside + path)) is not None:
        return read_data(data, shown)
    size = archive.size(path)
    if size > MAX_BYTES:
        code, params = str(JatsReason.TOO_LARGE), {"size": size, "limit": MAX_BYTES}
        digest = hashlib.sha256(f"unread:{size}:{shown}".encode()).hexdigest()
        return Refusal(shown, 0, code, stored_words(code, params, code), digest, dict(params))
    return read_data(archive.read(path), shown)


def _refusal(source: _Source, refused: PackageRefused, inner: str = "") -> Refusal:
    """The package is refused as a whole (or the package `inner` in it): its own bytes are what will be kept."""
    shown = shown_text(f"{source.name}/{inner}" if inner else source.name)
    return Refusal(
        shown,
        0,
        str(refused.code),
        refused.message,
        package_hash(source.path, inner),
        dict(refused.params),
        b"",
        source.path,
    )


def package_hash(path: Path, inner: str = "") -> str:
    """Stands for the content of a package, or of one in it; one that cannot be read or is huge, for its place and size."""
    digest = hashlib.sha256()
    try:
        size = path.stat().st_size
        if size > MAX_TOTAL:
            raise OSError
        with path.open("rb") as stream:
            while piece := stream.read(1024 * 1024):
                digest.update(piece)
    except OSError:
        digest.update(f"unread:{path}".encode())
    if inner:
        digest.update(inner.encode())
    return digest.hexdigest()


__all__ = ["KEEP_BYTES", "package_hash", "read_package"]
