"""The words of tus 1.0.0, the protocol of resumable uploads (tus.io): headers read, numbers and sums checked.

Nothing is stored here.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
# Names of the protocol, and their sizes in bytes; the protocol demands sha1.
ALGORITHMS = {"sha1": 20, "sha256": 32, "md5": 16}
BODY_TYPE = "application/offset+octet-stream"
# A status of the protocol's own: the sum does not fit.
CHECKSUM_MISMATCH = 460


class BadHeader(ValueError):
    """A header that says nothing we understand; `status` is the answer."""

    def __init__(self, name: str, status: int = 400) -> None:
        super().__init__(name)
        self.status = status


@dataclass(frozen=True)
class Creation:
    """What a client announces."""

    size: int
    metadata: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.metadata.get("filename") or self.metadata.get("name") or ""


def whole_number(headers: Mapping[str, str], name: str) -> int:
    """A number of bytes."""
    text = headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise BadHeader(name)
    return int(text)


def creation(headers: Mapping[str, str]) -> Creation:
    """The length is told at once: a file of unknown length is not taken."""
    return Creation(whole_number(headers, "Upload-Length"), metadata(headers.get("Upload-Metadata", "")))


def metadata(text: str) -> dict[str, str]:
    """Pairs of a key and a value in base64, separated by commas; a value may be missing."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadHeader("Upload-Metadata") from error
    return found


def checksum(headers: Mapping[str, str]) -> tuple[str, bytes] | None:
    """Algorithm and sum of the piece in this request; None when it has none."""
    text = headers.get("Upload-Checksum", "")
    if not text:
        return None
    algorithm, _space, value = text.partition(" ")
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except binascii.Error as error:
        raise BadHeader("Upload-Checksum") from error
    if len(digest) != ALGORITHMS.get(algorithm):
        raise BadHeader("Upload-Checksum")
    return algorithm, digest
