"""Passwords of other systems: sealed before they are stored, opened only to be sent; keys come from the caller."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def _box(secret: str, purpose: str) -> Fernet:
    # What the key is for stands in its making, so that the site's secret used elsewhere never yields the same key (RFC 5869).
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"scicomm.{purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(plain: str, secret: str, purpose: str) -> str:
    """The text encrypted and authenticated (AES-128-CBC with HMAC-SHA256) under a key made from the secret for one purpose."""
    return _box(secret, purpose).encrypt(plain.encode()).decode("ascii")


def unseal(sealed: str, secrets: Iterable[str], purpose: str) -> str | None:
    """The text again, by the first secret that opens it; None when none does."""
    for secret in secrets:
        try:
            return _box(secret, purpose).decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError):
            continue
    return None
