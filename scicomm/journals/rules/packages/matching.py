"""Which file of a package an article means by a name: with or without extension, as an address, by a publisher's habit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

# Endings that are formats. What else stands behind a dot belongs to the name: `journal.pone.0052690.g001`.
_FORMATS = frozenset([
    "avi", "bmp", "csv", "doc", "docx", "eps", "epub", "flac", "gif", "gz", "htm", "html", "jpe", "jpeg", "jpg",
    "m4a", "mov", "mp3", "mp4", "mpeg", "mpg", "odt", "ogg", "pdf", "png", "ppt", "pptx", "ps", "rar", "rtf",
    "svg", "svgz", "tar", "tex", "tif", "tiff", "txt", "wav", "webm", "webp", "wmv", "xls", "xlsx", "xml", "zip",
    "7z", "json", "nc", "py", "r", "rds", "cif", "pdb", "stl", "fasta",
])  # fmt: skip
SHOWN = ("svg", "webp", "png", "jpg", "jpeg", "gif", "avif")
_VERSION = re.compile(r"[-_.]v\d+$")
# elife00007f001 and elife-00007-fig1 are one figure in two spellings.
_OLD_STYLE = re.compile(r"^([a-z]+)-?0*(\d+)-?(?:fig|f)-?0*(\d+)$")
_THUMBNAIL = re.compile(r"[-_.](?:thumbnail|thumb|small)$")


def split_format(name: str) -> tuple[str, str]:
    """A name and its format in small letters; no format where the ending is none we know."""
    stem, dot, ending = name.rpartition(".")
    return (stem, ending.lower()) if dot and stem and ending.lower() in _FORMATS else (name, "")


@lru_cache(maxsize=4096)
def wanted_keys(href: str) -> tuple[str, ...]:
    """What to look for under a name an article uses, most exact first; empty for a name of nothing."""
    text = unquote(href.strip())
    if text.lower().startswith("info:doi/"):
        text = text[len("info:doi/") :]
    elif "://" in text:
        text = urlsplit(text).path
    parts = [part for part in text.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    if not parts:
        return ()
    path = "/".join(parts).lower()
    stem, _format = split_format(parts[-1].lower())
    return tuple(dict.fromkeys([f"p:{path}", f"n:{parts[-1].lower()}", *_stems(stem)]))


def file_keys(path: str) -> Iterator[str]:
    """Under which keys a file of a package is found: its paths from each folder down, its name, its stem in each spelling."""
    parts = path.lower().split("/")
    for start in range(len(parts)):
        yield "p:" + "/".join(parts[start:])
    yield f"n:{parts[-1]}"
    yield from _stems(split_format(parts[-1])[0])


def _stems(stem: str) -> Iterator[str]:
    yield f"s:{stem}"
    bare = stem.removeprefix("journal.")
    if bare != stem:
        yield f"s:{bare}"
    unversioned = _VERSION.sub("", bare)
    if unversioned != bare:
        yield f"s:{unversioned}"
    if found := _OLD_STYLE.match(unversioned):
        yield f"o:{found[1]}:{found[2]}:{found[3]}"


class Matcher:
    """Finds files by the names an article uses. Of several files of one stem, what browsers show comes first."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._found: dict[str, list[str]] = {}
        for path in paths:
            for key in dict.fromkeys(file_keys(path)):
                self._found.setdefault(key, []).append(path)

    def find(self, href: str, *, near: str = "") -> str | None:
        """The file meant by `href` in an article of folder `near`; None when it is not in the package."""
        for key in wanted_keys(href):
            found = self._found.get(key)
            if found:
                return min(found, key=lambda path: self._rank(path, near))
        return None

    @staticmethod
    def _rank(path: str, near: str) -> tuple[bool, bool, int, int, str]:
        folder, _slash, name = path.rpartition("/")
        stem, ending = split_format(name.lower())
        shown = SHOWN.index(ending) if ending in SHOWN else len(SHOWN)
        return folder != near, bool(_THUMBNAIL.search(stem)), shown, len(path), path
