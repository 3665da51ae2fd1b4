"""How often one sender may post a form; counted in the cache, forgotten with it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def sender(request: HttpRequest) -> str:
    """The address a request comes from. Behind our own proxy its last word is trusted, never what the sender wrote before."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return str(forwarded.rsplit(",", 1)[-1].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def too_many(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more try; True when there were more than `limit` within the window. Only a hash of who it was is kept."""
    key = f"limit:{what}:{hashlib.sha256(f'{settings.SECRET_KEY}{who}'.encode()).hexdigest()[:32]}"
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key)) > limit
    except ValueError:
        # The window ended between the two calls.
        return False
