"""Where a request comes from, and how often one sender may do a thing; what is limited to how much stands in the rooms."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The network address of whoever asks, for limits.

    Behind our own proxies (`ALLAUTH_TRUSTED_PROXY_COUNT`, the same number the sign-in counts with) each adds the address it was
    asked from to the end of X-Forwarded-For: the one that the outermost of them added counts, never what the sender wrote
    before it. Without proxies the header is not read at all.
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    if proxies and len(named) >= proxies and named[-proxies]:
        return named[-proxies]
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
