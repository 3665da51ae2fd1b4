"""Passwords of other systems: sealed before they are stored, opened only to be sent; keys come from the caller."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# What the key is for stands in its making, so that the site's secret used elsewhere never yields the same key (RFC 5869).
_PURPOSE = b"scicomm.journals.deposit-account"


def _box(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(plain: str, secret: str) -> str:
    """The text encrypted and authenticated (AES-128-CBC with HMAC-SHA256) under a key made from the secret."""
    return _box(secret).encrypt(plain.encode()).decode("ascii")


def unseal(sealed: str, secrets: Iterable[str]) -> str | None:
    """The text again, by the first secret that opens it; None when none does."""
    for secret in secrets:
        try:
            return _box(secret).decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError):
            continue
    return None
