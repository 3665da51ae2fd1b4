"""Return paths that name the mail they belong to, signed so that nobody else can report for it. Pure."""

from __future__ import annotations

import base64
import hmac
import re

from django.utils.crypto import salted_hmac

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TOKEN = re.compile(r"([0-9a-z]{1,13})-([a-z2-7]{16})")


def bounce_token(mail_id: int) -> str:
    """`<number>-<signature>`: in small letters only, because servers change capitals in the part before the @ (RFC 5321 2.4
    forbids it, and it happens); 80 bits."""
    number, rest = "", mail_id
    while rest or not number:
        rest, digit = divmod(rest, 36)
        number = _DIGITS[digit] + number
    digest = salted_hmac("audiences.bounce", number, algorithm="sha256").digest()[:10]
    return f"{number}-{base64.b32encode(digest).decode().lower()}"


def read_bounce_token(text: str) -> int | None:
    """The mail that the first token in the text names; None where there is none or it is forged."""
    for found in _TOKEN.finditer(text.lower()):
        mail_id = int(found[1], 36)
        if hmac.compare_digest(bounce_token(mail_id), found[0]):
            return mail_id
    return None


def return_path(address: str, token: str) -> str:
    """VERP: the token behind a plus in the address that bounces go to, which mail servers deliver to the same box (RFC 5233)."""
    local, _, host = address.rpartition("@")
    return f"{local}+{token}@{host}"
