"""Pictures for Mastodon: whether an instance takes one, and how one is packed for upload."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scicomm.channels.rules.packages import Picture


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture with its bytes and what the instance says of attachments (`configuration.media_attachments`)."""

    picture: Picture
    content: bytes
    limits: Mapping[str, Any]

    @property
    def problem(self) -> str:
        """Why the instance would refuse it, or nothing."""
        types, size = self.limits.get("supported_mime_types"), self.limits.get("image_size_limit")
        if isinstance(types, list) and types and self.picture.mime not in types:
            return _("The instance does not take pictures of the type %(type)s.") % {"type": self.picture.mime}
        if isinstance(size, int) and len(self.content) > size:
            return _("A picture has %(size)d bytes; the instance takes %(most)d.") % {
                "size": len(self.content),
                "most": size,
            }
        return ""

    @property
    def most_alt(self) -> int:
        most = self.limits.get("description_limit")
        return most if isinstance(most, int) and most > 0 else 0


def as_multipart(fields: Mapping[str, str], upload: Upload) -> tuple[str, bytes]:
    """Content-Type and body of a form with one file (RFC 7578)."""
    boundary = secrets.token_hex(16)
    lines: list[bytes] = []
    for name, value in fields.items():
        lines += [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()]
    ending = upload.picture.mime.rpartition("/")[2].replace("jpeg", "jpg")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="picture.{ending}"\r\n'
    lines += [f"{head}Content-Type: {upload.picture.mime}\r\n\r\n".encode(), upload.content, b"\r\n"]
    lines += [f"--{boundary}--\r\n".encode()]
    return f"multipart/form-data; boundary={boundary}", b"".join(lines)


def media_memory(media: Mapping[str, str]) -> dict[str, str]:
    """What to remember of the uploads: the instance's id by our key."""
    return {f"media:{key}": identifier for key, identifier in media.items()}


def kept_media(memory: Mapping[str, str]) -> dict[str, str]:
    """The uploads remembered from an earlier sending."""
    return {name.removeprefix("media:"): value for name, value in memory.items() if name.startswith("media:")}
