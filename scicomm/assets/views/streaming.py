"""Recordings play from here: by parts (RFC 9110, 14), to whom they may; and the texts that run with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from scicomm.assets.enums import AssetKind
from scicomm.assets.enums.delivery import ProbeState
from scicomm.assets.models import Asset, Recording, TextTrack
from scicomm.assets.queries import Door, assets_with_files, door_to
from scicomm.assets.queries.stored import opened
from scicomm.assets.rules.ranges import Span, Unsatisfiable, asked_span, still_the_same

PIECE = 1 << 18


def _kept(response: HttpResponseBase, door: Door) -> HttpResponseBase:
    response["Cache-Control"] = "public, max-age=300, must-revalidate" if door == Door.OPEN else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _door(request: HttpRequest, asset: Asset | None) -> Door:
    door = door_to(request.user, asset) if asset is not None else None
    if door is None:
        raise Http404
    return door


@require_safe
def recording_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A recording's file, or the part of it that a player asks for. 3D models, and what cannot be played, are downloads."""
    asset = assets_with_files().filter(recording_id=pk).first()
    door = _door(request, asset)
    assert asset is not None and asset.recording is not None  # noqa: S101 - found
    recording = asset.recording
    try:
        file = opened(recording)
        size, modified = recording.file.size, recording.file.storage.get_modified_time(str(recording.file.name))
    except OSError as error:
        raise Http404 from error
    etag = f'"{recording.file_hash or size}-{int(modified.timestamp())}"'
    response = _part_or_whole(request, file, size, etag, http_date(modified.timestamp()))
    response["Accept-Ranges"] = "bytes"
    response["ETag"], response["Last-Modified"] = etag, http_date(modified.timestamp())
    plays = recording.probe_state == ProbeState.READY and asset.kind != AssetKind.MODEL
    response["Content-Type"] = recording.media_type if plays else "application/octet-stream"
    if not plays:
        response["Content-Disposition"] = "attachment"
    if settings.SCICOMM_ACCEL_PREFIX and response.status_code in {200, 206}:
        # The proxy reads the file itself, parts included; this process only said that it may.
        _let_proxy(response, recording)
    return _kept(response, door)


def _let_proxy(response: Any, recording: Recording) -> None:
    response.status_code = 200
    response.streaming_content = iter(())
    for header in ("Content-Length", "Content-Range"):
        del response[header]
    response["X-Accel-Redirect"] = f"{settings.SCICOMM_ACCEL_PREFIX.rstrip('/')}/{recording.file.name}"


def _part_or_whole(request: HttpRequest, file: BinaryIO, size: int, etag: str, modified: str) -> Any:
    if etag in {tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")}:
        return HttpResponse(status=304)
    header = request.headers.get("Range", "")
    try:
        same = still_the_same(request.headers.get("If-Range", ""), etag, modified)
        span = asked_span(header, size) if header and same else None
    except Unsatisfiable:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    shown = span or Span(0, size - 1)
    body = iter(()) if request.method == "HEAD" else _pieces(file, shown)
    streamed = StreamingHttpResponse(body, status=206 if span else 200)
    streamed["Content-Length"] = str(shown.length)
    if span:
        streamed["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return streamed


def _pieces(file: BinaryIO, span: Span) -> Iterator[bytes]:
    with file:
        file.seek(span.first)
        left = span.length
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


@require_safe
def track(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Captions, subtitles, descriptions or chapters, as WebVTT."""
    found = TextTrack.objects.filter(pk=pk).first()
    asset = assets_with_files().filter(recording_id=found.recording_id).first() if found else None
    door = _door(request, asset)
    assert found is not None  # noqa: S101
    response = HttpResponse(found.text, content_type="text/vtt; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return _kept(response, door)
