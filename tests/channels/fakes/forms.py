"""Forms with files as a server reads them, and what a picture's first bytes say."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qs

from tests.channels.fakes.base import Asked


def form_of(asked: Asked) -> tuple[dict[str, str], dict[str, bytes]]:
    """The fields and the files of a form, urlencoded or multipart."""
    kind = asked.headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return {name: values[0] for name, values in parse_qs(asked.body.decode(), keep_blank_values=True).items()}, {}
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + asked.body)
    fields, files = {}, {}
    for part in message.iter_parts():
        name, content = str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files


def picture_kind(data: bytes) -> str:
    """jpeg, png, gif, webp, or nothing."""
    for kind, start in {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG", "gif": b"GIF8", "webp": b"RIFF"}.items():
        if data.startswith(start):
            return kind
    return ""
