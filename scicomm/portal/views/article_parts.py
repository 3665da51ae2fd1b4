"""The files of articles: figures, PDFs, supplements; in ranges, with entity tags, kept long, and nothing that could run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from scicomm.journals.models import ArticleFile
from scicomm.journals.permissions import get_public_file
from scicomm.portal.rules.page_keys import matches_etag

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_CHUNK = 64 * 1024
# Shown by the browser itself, in a sandbox; everything else is saved. SVG still shows inside an <img>.
_IN_PLACE = frozenset([
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf", "video/mp4",
    "video/webm", "audio/mpeg", "audio/ogg", "audio/wav",
])  # fmt: skip
_TEXTS = ("text/", "application/json", "application/xml")
FOR_EVER, A_WHILE = "public, max-age=31536000, immutable", "public, max-age=3600"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# A sandbox would keep browsers from showing a PDF at all.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"


def article_file(request: HttpRequest, doi: str, name: str) -> HttpResponseBase:
    """One file. With the mark of its content in the address it may be kept for ever, else for an hour."""
    row, is_web = get_public_file(doi, name)
    stored = row.web_file if is_web else row.file
    etag = f'"{row.sha256[:32]}{"-web" if is_web else ""}"'
    if matches_etag(request.headers.get("If-None-Match", ""), etag):
        return _dressed(HttpResponse(status=304), request, row, etag, is_web)
    try:
        size = stored.size
        stream = stored.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    wanted = _range(request, etag, size)
    if wanted is None:
        stream.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    start, end = wanted
    part = (start, end) != (0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        stream.close()
        response = HttpResponse(status=206 if part else 200)
    else:
        response = StreamingHttpResponse(_pieces(stream, start, end), status=206 if part else 200)
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Content-Length"] = str(end - start)
    return _dressed(response, request, row, etag, is_web)


def _range(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """Where to begin and to end; the whole file for anything but one range (RFC 9110, 14.2); None when it cannot be met."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    condition = request.headers.get("If-Range", "")
    if found is None or (not found[1] and not found[2]) or (condition and condition != etag):
        return 0, size
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
    return (start, end) if start < end else None


def _pieces(stream: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (piece := stream.read(min(_CHUNK, left))):
            left -= len(piece)
            yield piece


def _dressed(response: Any, request: HttpRequest, row: ArticleFile, etag: str, is_web: bool) -> HttpResponseBase:
    """The headers: type by the bytes, never guessed again; what is no plain picture, film or PDF is saved and cannot run."""
    kind = "image/webp" if is_web else row.kind
    shown = f"{kind}; charset=utf-8" if kind.startswith(_TEXTS) else kind
    response["Content-Type"] = shown
    if kind not in _IN_PLACE:
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    response["Content-Security-Policy"] = PDF_POLICY if kind == "application/pdf" else POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = FOR_EVER if request.GET.get("v") == row.sha256[:12] else A_WHILE
    return response
