"""Where a request comes from; what is counted or limited by it stands in the rooms."""

from __future__ import annotations

from django.conf import settings
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
