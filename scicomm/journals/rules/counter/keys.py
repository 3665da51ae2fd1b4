"""How the secret of a report key is kept: as a digest. It is random and long, so that a plain hash cannot be guessed."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    """The digest under which a secret is found again."""
    return hashlib.sha256(secret.strip().encode("utf-8", "replace")).hexdigest()
