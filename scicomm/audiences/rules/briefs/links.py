"""The link of one copy, made of a key and never kept; the code that is told to the reader by another way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

# What the log's filter knows a token by (core/logs.py).
PREFIX = "scb_"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def brief_token(key: str, copy_id: int, salt: str) -> str:
    """The token of a copy's link; `key` is the site's secret. A new salt makes every earlier link of the copy void."""
    code = hmac.new(key.encode(), f"audiences.brief:{copy_id}:{salt}".encode(), hashlib.sha256).digest()
    return f"{PREFIX}{copy_id}-{base64.urlsafe_b64encode(code).decode().rstrip('=')}"


def copy_number(token: str) -> int | None:
    """The number of the copy a token speaks of; None for what is no token."""
    head, _line, _rest = token.removeprefix(PREFIX).partition("-")
    return int(head) if token.startswith(PREFIX) and head.isdecimal() and len(head) <= 18 else None


def token_fits(token: str, key: str, copy_id: int, salt: str) -> bool:
    """Whether it is the token of this copy, in a time that tells nothing."""
    return hmac.compare_digest(token.encode(), brief_token(key, copy_id, salt).encode())


def new_code() -> str:
    """Six characters that nobody mixes up when they are read out."""
    return "".join(secrets.choice(_ALPHABET) for _turn in range(6))


def hashed_code(code: str, salt: str) -> str:
    """What is kept of a code: slow to guess from, made with the copy's salt."""
    return hashlib.scrypt(code.strip().upper().encode(), salt=salt.encode(), n=2**12, r=8, p=1).hex()


def code_matches(code: str, kept: str, salt: str) -> bool:
    return hmac.compare_digest(hashed_code(code, salt), kept)
