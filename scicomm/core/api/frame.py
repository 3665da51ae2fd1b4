"""What stands around every answer of the interface: language, cross-origin reading, HEAD and OPTIONS, limits, ETag."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from scicomm.core.api.problems import problem_answer
from scicomm.core.visitors import client_address

View = Callable[..., HttpResponseBase]
WINDOW = 60.0
KEPT_CLIENTS = 10_000


class Limiter:
    """How often each client asked in the running minute. Counted in this process: a write for every read would cost more than
    the read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since = 0.0
        self._counts: dict[str, int] = {}

    def wait(self, who: str, most: int, now: float | None = None) -> int:
        """Count one request; seconds to wait when there were too many, else 0."""
        now = time.monotonic() if now is None else now
        with self._lock:
            if now - self._since >= WINDOW or len(self._counts) > KEPT_CLIENTS:
                self._since, self._counts = now, {}
            self._counts[who] = self._counts.get(who, 0) + 1
            return int(WINDOW - (now - self._since)) + 1 if self._counts[who] > most else 0

    def forget(self) -> None:
        self._counts = {}


LIMITER = Limiter()


def framed(view: View) -> View:
    """A view of the interface inside its frame. Tokens come in a header, never in a cookie, so that no form can be forged."""

    @csrf_exempt
    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with override(get_language_from_request(request)):
            response = _answer(view, request, args, kwargs)
            response["Content-Language"] = "en" if (get_language() or "").startswith("en") else "zh-Hans"
        patch_vary_headers(response, ["Accept-Language"])
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Link, ETag, Last-Modified, Retry-After"
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return inside


def _answer(view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    most = settings.SCICOMM_API_RATE
    if most and (wait := LIMITER.wait(client_address(request), most)):
        words = _("At most %(count)d requests a minute. Try again in %(seconds)d seconds.")
        detail = words % {"count": most, "seconds": wait}
        return problem_answer("too-many", detail, headers={"Retry-After": str(wait)})
    if request.method == "OPTIONS":
        return _preflight()
    head = request.method == "HEAD"
    if head:
        request.method = "GET"
    response = view(request, *args, **kwargs)
    if response.status_code == 405:
        allow = response.headers.get("Allow", "GET").split(", ")
        allowed = ", ".join(sorted({*allow, "OPTIONS", *(["HEAD"] if "GET" in allow else [])}))
        return problem_answer("wrong-method", allowed, headers={"Allow": allowed})
    if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
        response = _kept(request, response)
    if head and isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response


def _preflight() -> HttpResponse:
    """Anybody's pages may read; writing needs a token, which pages of others do not have (Fetch standard, CORS)."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """ETag, and 304 for who has it; what a token opened is nobody else's."""
    private = "HTTP_AUTHORIZATION" in request.META
    response.headers.setdefault("Cache-Control", "private, no-store" if private else "public, max-age=60")
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    unchanged: Any = get_conditional_response(request, etag=etag, response=response)
    return response if unchanged is None else unchanged
