"""How often one sender may post a form; counted in the cache, forgotten with it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache


def too_many(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more try; True when there were more than `limit` within the window. Only a hash of who it was is kept."""
    key = f"limit:{what}:{hashlib.sha256(f'{settings.SECRET_KEY}{who}'.encode()).hexdigest()[:32]}"
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key)) > limit
    except ValueError:
        # The window ended between the two calls.
        return False
