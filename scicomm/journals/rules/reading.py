"""Files on their way in: which files a path means, their bytes, and a refusal with line and reason for each that fails."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from scicomm.journals.rules.jats import MAX_BYTES, JatsReason, JatsRefused, ParsedArticle, read_article
from scicomm.journals.rules.jats.source import read_bytes

logger = logging.getLogger(__name__)

LINK_OUTSIDE = "link-outside"
FAILED = "reader-failed"
NOT_YOURS = "not-your-journal"
NOT_STORED = "not-stored"
# What could not even be opened; a run in which nothing else happened has failed.
UNOPENED = frozenset({JatsReason.UNREADABLE, LINK_OUTSIDE})
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file did not go in: `line` 0 when none applies, `reason` in the language of the moment."""

    file: str
    line: int
    reason_code: str
    reason: str
    content_hash: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that is an article: its bytes and what they say."""

    file: str
    source: bytes
    parsed: ParsedArticle


def shown_name(path: Path) -> str:
    """A file's name as it can be printed and stored: bytes that are no UTF-8 and control characters are replaced."""
    return _UNSEEN.sub("\ufffd", os.fsencode(path).decode("utf-8", "replace"))


def shown_upload(name: str) -> str:
    """The name a browser sent, without any folders and control characters."""
    return _UNSEEN.sub("\ufffd", name.replace("\\", "/").rpartition("/")[2]) or "upload.xml"


def files_in(path: Path) -> Iterator[Path | Refusal]:
    """The XML files a path means: itself, or all below it in natural order. Folders that are links are not entered.

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
            if not name.lower().endswith(".xml"):
                continue
            if not found.is_symlink():
                yield found
            elif not found.resolve().is_relative_to(root):
                yield _refused(
                    found, LINK_OUTSIDE, _("This is a link that leads out of the folder. Name the file itself.")
                )


def _natural(name: str) -> list[tuple[int, int, str]]:
    """`a2` before `a10`, so that an older version of an article comes before a newer one."""
    return [
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in re.split(r"(\d+)", name)
    ]


def _refused(path: Path, code: str, reason: str) -> Refusal:
    return Refusal(shown_name(path), 0, code, reason, unread_hash(path))


def unread_hash(path: Path) -> str:
    """Stands for the content of a file that is not read: its place and size."""
    try:
        size = path.lstat().st_size
    except OSError:
        size = -1
    return hashlib.sha256(b"unread:%d:" % size + os.fsencode(path.absolute())).hexdigest()


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> ReadFile | Refusal:
    """Read one file; one that is too large is refused by its size before any of it is read."""
    name = shown_name(path)
    try:
        data = read_bytes(path, max_bytes=max_bytes, name=name)
    except JatsRefused as refused:
        return _from(refused, unread_hash(path))
    return read_data(data, name, max_bytes=max_bytes)


def read_data(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> ReadFile | Refusal:
    """Read one article from bytes. Whatever goes wrong inside the reader is a refusal of this file, never of the others."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        return ReadFile(name, data, read_article(data, name=name, max_bytes=max_bytes))
    except JatsRefused as refused:
        return _from(refused, digest)
    except Exception as error:
        logger.exception("The reader failed on %s", name)
        words = _("The reader failed on this file (%(error)s). Please report it together with the file.")
        return Refusal(name, 0, FAILED, words % {"error": type(error).__name__}, digest)


def _from(refused: JatsRefused, digest: str) -> Refusal:
    return Refusal(refused.file, refused.line, str(refused.reason_code), refused.message, digest, dict(refused.params))
