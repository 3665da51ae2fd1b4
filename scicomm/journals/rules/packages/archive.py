"""A zip archive behind limits: checked by its table of contents before anything is unpacked, and read with bounds after."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from scicomm.journals.rules.packages.names import UnsafeName, decoded_name, is_litter, safe_name
from scicomm.journals.rules.refusals import Reason, reason_words

MAX_ENTRIES = 5_000
MAX_TOTAL = 2 * 1024**3
# Text packs to about a tenth, drawings to a fiftieth. Only large files are asked: small ones do no harm.
MAX_RATIO = 200
RATIO_FROM = 8 * 1024 * 1024
_CHUNK = 1024 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
BAD_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


class PackageRefused(Exception):
    """The package cannot be taken in; `code` and `params` as in rules/refusals.py, the entry's name among them."""

    def __init__(self, code: Reason, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    @property
    def message(self) -> str:
        """What is wrong and what to do, in the language of the moment."""
        return reason_words(self.code, self.params)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one package may hold; a package inside it shares the budget."""

    entries: int = MAX_ENTRIES
    total: int = MAX_TOTAL


class Archive:
    """The files of a zip by their safe paths. Nothing is written; every read ends at the size the contents promised."""

    def __init__(self, file: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo]) -> None:
        self._file = file
        self._infos = infos

    @property
    def paths(self) -> list[str]:
        return list(self._infos)

    def size(self, path: str) -> int:
        return self._infos[path].file_size

    def chunks(self, path: str) -> Iterator[bytes]:
        """The file in pieces. Raises PackageRefused where it is damaged."""
        try:
            with self._file.open(self._infos[path]) as stream:
                while piece := stream.read(_CHUNK):
                    yield piece
        except BAD_ARCHIVE as error:
            raise PackageRefused(Reason.BROKEN, entry=path, detail=str(error) or type(error).__name__) from error

    def start(self, path: str, size: int) -> bytes:
        """The first bytes of a file."""
        return next(self.chunks(path), b"")[:size]

    def read(self, path: str) -> bytes:
        """A whole file; for those that are small by their nature."""
        return b"".join(self.chunks(path))


@contextmanager
def opened(source: IO[bytes], size: int, budget: Budget | None = None) -> Iterator[Archive]:
    """Open a zip of `size` packed bytes. Raises PackageRefused for anything a package of an article never is."""
    budget = budget or Budget()
    try:
        file = zipfile.ZipFile(source)
    except BAD_ARCHIVE as error:
        raise PackageRefused(Reason.BROKEN, entry="", detail=str(error) or type(error).__name__) from error
    with file:
        yield Archive(file, _checked(file.infolist(), size, budget))


def _checked(listed: list[zipfile.ZipInfo], size: int, budget: Budget) -> dict[str, zipfile.ZipInfo]:
    if len(listed) > budget.entries:
        raise PackageRefused(Reason.MANY, entry="", count=len(listed), limit=budget.entries)
    found: dict[str, zipfile.ZipInfo] = {}
    for info in listed:
        path = _path(info)
        _refuse_kind(info, path)
        if info.is_dir() or is_litter(path):
            continue
        if path in found:
            raise PackageRefused(Reason.TWICE, entry=path)
        found[path] = info
    _refuse_bombs(found, size, budget)
    return found


def _path(info: zipfile.ZipInfo) -> str:
    try:
        return safe_name(decoded_name(info))
    except UnsafeName as error:
        raise PackageRefused(Reason.PATH, entry=str(error)) from None


def _refuse_kind(info: zipfile.ZipInfo, path: str) -> None:
    # Encrypted, strongly encrypted, or with a masked table of contents (APPNOTE 4.4.4).
    if info.flag_bits & (0x1 | 0x40 | 0x2000):
        raise PackageRefused(Reason.LOCKED, entry=path)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind and not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        raise PackageRefused(Reason.LINK, entry=path)
    if info.compress_type not in _METHODS:
        raise PackageRefused(Reason.BROKEN, entry=path, detail=f"compression {info.compress_type}")


def _refuse_bombs(found: Mapping[str, zipfile.ZipInfo], size: int, budget: Budget) -> None:
    total = sum(info.file_size for info in found.values())
    for path, info in found.items():
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise PackageRefused(Reason.BOMB, entry=path, size=info.file_size, limit=MAX_RATIO)
    # Entries that share their packed bytes make a bomb of modest ratios (overlapping files).
    if found and sum(info.compress_size for info in found.values()) > size:
        raise PackageRefused(Reason.BOMB, entry=next(iter(found)), size=total, limit=MAX_RATIO)
    if total > budget.total:
        raise PackageRefused(Reason.LARGE, entry="", size=total, limit=budget.total)
