"""How often one sender may post the question form; counted in the cache, forgotten with it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from scicomm.core.visitors import client_address

QUESTIONS_AN_HOUR = 10


def asks_too_often(request: HttpRequest, what: str = "ask") -> bool:
    """Count one more question; True above ten an hour. Only a keyed hash of the address is kept, for that hour."""
    who = hashlib.sha256(f"{settings.SECRET_KEY}{client_address(request)}".encode()).hexdigest()[:32]
    key = f"responses:{what}:{who}"
    cache.add(key, 0, timeout=3600)
    try:
        return int(cache.incr(key)) > QUESTIONS_AN_HOUR
    except ValueError:
        # The hour ended between the two calls.
        return False
