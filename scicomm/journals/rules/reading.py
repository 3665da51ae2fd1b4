"""Files on their way in: which files a path means, their bytes, and a refusal with line and reason for each that fails."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scicomm.journals.rules.jats import MAX_BYTES, JatsReason, JatsRefused, ParsedArticle, read_article
from scicomm.journals.rules.jats.source import read_bytes
from scicomm.journals.rules.packages.staging import StagedPart
from scicomm.journals.rules.refusals import Reason, reason_words

logger = logging.getLogger(__name__)

# What could not even be opened; a run in which nothing else happened has failed.
UNOPENED = frozenset({str(JatsReason.UNREADABLE), str(Reason.LINK_OUTSIDE)})
# A refused source up to this size is kept for mending.
KEEP_BYTES = 10 * 1024 * 1024
# What is taken in from a folder: articles and packages of them.
TAKEN = (".xml", ".zip")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file did not go in: `line` 0 when none applies, `reason` in the language of the moment.

    `source` are its bytes where they may be kept; for a file of a package (or a package), the package and the entry.
    """

    file: str
    line: int
    reason_code: str
    reason: str
    content_hash: str
    params: dict[str, object] = field(default_factory=dict)
    source: bytes = b""
    package: Path | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that is an article: its bytes, what they say, and the parts that came with it in a package."""

    file: str
    source: bytes
    parsed: ParsedArticle
    parts: tuple[StagedPart, ...] = ()
    package: Path | None = None
    entry: str = ""


def shown_name(path: Path) -> str:
    """A file's name as it can be printed and stored: bytes that are no UTF-8 and control characters are replaced."""
    return shown_text(os.fsencode(path).decode("utf-8", "replace"))


def shown_text(name: str) -> str:
    """A name without control characters and marks that turn the direction of writing."""
    return _UNSEEN.sub("\ufffd", name)


def shown_upload(name: str) -> str:
    """The name a browser sent, without any folders and control characters."""
    return shown_text(name.replace("\\", "/").rpartition("/")[2]) or "upload.xml"


def files_in(path: Path) -> Iterator[Path | Refusal]:
    """The XML and zip files a path means: itself, or all below it in natural order. Folders that are links are not entered.

    A link inside a folder is passed over when its target lies inside as well (it is met there), and refused when it
    leads out: whoever fills the folder must not choose what of this machine is read.
    """
    if not path.is_dir():
        yield path
        return
    root = path.resolve()
    for folder, folders, names in os.walk(path, followlinks=False):
        folders.sort(key=_natural)
        for name in sorted(names, key=_natural):
            found = Path(folder, name)
            if not name.lower().endswith(TAKEN):
                continue
            if not found.is_symlink():
                yield found
            elif not found.resolve().is_relative_to(root):
                yield refused_file(found, Reason.LINK_OUTSIDE)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """`a2` before `a10`, so that an older version of an article comes before a newer one."""
    return [
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in re.split(r"(\d+)", name)
    ]


def refused_file(path: Path, code: Reason, name: str = "") -> Refusal:
    """A file that is refused without a look into it."""
    return Refusal(name or shown_name(path), 0, str(code), reason_words(code, {}), unread_hash(path))


def kind_of(path: Path, name: str = "") -> str:
    """`package`, `article` or `other`: by its name, and where that says nothing by its first bytes."""
    known = (name or path.name).lower()
    if known.endswith(".zip"):
        return "package"
    if known.endswith((".xml", ".nxml", ".jats")):
        return "article"
    try:
        with path.open("rb") as stream:
            start = stream.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    except OSError:
        return "article"
    if start.startswith(b"PK\x03\x04"):
        return "package"
    return "article" if start.startswith(b"<") or not start else "other"


def unread_hash(path: Path) -> str:
    """Stands for the content of a file that is not read: its place and size."""
    try:
        size = path.lstat().st_size
    except OSError:
        size = -1
    return hashlib.sha256(b"unread:%d:" % size + os.fsencode(path.absolute())).hexdigest()


def read_file(path: Path, *, name: str = "", max_bytes: int = MAX_BYTES) -> ReadFile | Refusal:
    """Read one file, spoken of as `name`; one that is too large is refused by its size before any of it is read."""
    name = name or shown_name(path)
    try:
        data = read_bytes(path, max_bytes=max_bytes, name=name)
    except JatsRefused as refused:
        return _from(refused, unread_hash(path))
    return read_data(data, name, max_bytes=max_bytes)


def read_data(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> ReadFile | Refusal:
    """Read one article from bytes. Whatever goes wrong inside the reader is a refusal of this file, never of the others."""
    try:
        return ReadFile(name, data, read_article(data, name=name, max_bytes=max_bytes))
    except JatsRefused as refused:
        return _from(refused, hashlib.sha256(data).hexdigest(), data)
    except Exception as error:
        logger.exception("The reader failed on %s", name)
        params: dict[str, object] = {"error": type(error).__name__}
        words = reason_words(Reason.READER_FAILED, params)
        digest = hashlib.sha256(data).hexdigest()
        return Refusal(name, 0, str(Reason.READER_FAILED), words, digest, params, kept(data))


def _from(refused: JatsRefused, digest: str, data: bytes = b"") -> Refusal:
    code, params = str(refused.reason_code), dict(refused.params)
    return Refusal(refused.file, refused.line, code, refused.message, digest, params, kept(data))


def kept(data: bytes) -> bytes:
    """The bytes as far as they are kept for mending: all or nothing."""
    return data if len(data) <= KEEP_BYTES else b""
