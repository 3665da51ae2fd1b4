"""Secrets of calendar addresses; pure."""

from __future__ import annotations

import hashlib
import secrets

PREFIX_LENGTH = 8


def new_secret() -> str:
    """240 random bits: an address nobody guesses."""
    return secrets.token_urlsafe(30)


def secret_digest(secret: str) -> str:
    """What is kept of a secret. A plain hash is enough: there is nothing to guess in random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
