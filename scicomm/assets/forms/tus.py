"""The answers of resumable uploads: tus 1.0.0 with creation, creation-with-upload, checksum, expiration and termination.

Mounted twice: below the desk for people who are signed in (with the token against forged requests), and below /api/v1/ for
programs with a token of the scope `assets:write`. Beside the protocol, GET tells what became of a file.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _

from scicomm.assets import actions, permissions, queries
from scicomm.assets.enums.library import UploadState
from scicomm.assets.models import Upload
from scicomm.assets.rules import tus as protocol
from scicomm.organisation.models import Unit

METHODS = ("OPTIONS", "POST", "HEAD", "GET", "PATCH", "DELETE")


def answer(request: HttpRequest, key: uuid.UUID | None, units: Any, name: str) -> HttpResponse:
    """One request of the protocol, for the user of the request, into one of the units."""
    method = (request.headers.get("X-HTTP-Method-Override") or request.method or "").upper()
    if method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"], response["Tus-Extension"] = protocol.VERSION, protocol.EXTENSIONS
        response["Tus-Max-Size"] = str(settings.SCICOMM_UPLOAD_MAX_MB * 1024 * 1024)
        response["Tus-Checksum-Algorithm"] = ",".join(protocol.ALGORITHMS)
    elif method != "GET" and request.headers.get("Tus-Resumable") != protocol.VERSION:
        response = HttpResponse(status=412)
        response["Tus-Version"] = protocol.VERSION
    else:
        response = _carried_out(request, method, key, units, name)
    response["Tus-Resumable"] = protocol.VERSION
    response["Cache-Control"] = "no-store"
    return response


def _carried_out(request: HttpRequest, method: str, key: uuid.UUID | None, units: Any, name: str) -> HttpResponse:
    """The verb done, its refusals as the protocol's numbers."""
    try:
        if key is None:
            return _create(request, units, name) if method == "POST" else _plain(405, _("Send files here."))
        return _of_upload(request, method, permissions.get_upload_for(request.user, key))
    except (protocol.BadHeader, actions.TooLarge, actions.NoRoom, actions.Busy, actions.WrongSum) as error:
        return _plain(*_refusal(error))
    except ValidationError as error:
        return _plain(409, " ".join(error.messages))
    except Http404:
        return _plain(404, "")
    except PermissionDenied:
        return _plain(403, _("You may not add files to this unit."))


def _of_upload(request: HttpRequest, method: str, upload: Upload) -> HttpResponse:
    """A verb about an upload that was announced."""
    if upload.expires_at < timezone.now():
        return _plain(410, _("The upload was not gone on with for too long, and was removed."))
    if method in {"HEAD", "GET"}:
        return _told(upload, method)
    if method == "DELETE":
        actions.give_up_upload(upload, acting_user=request.user)
        return HttpResponse(status=204)
    return _patch(request, upload) if method == "PATCH" else _plain(405, "")


def _refusal(error: Exception) -> tuple[int, str]:
    """The protocol's number for a refusal, and its words."""
    if isinstance(error, protocol.BadHeader):
        return error.status, _("The header %(name)s is missing or wrong.") % {"name": error}
    if isinstance(error, actions.TooLarge):
        return 413, queries.reason_words("too-large")
    if isinstance(error, actions.NoRoom):
        return 507, queries.reason_words("quota")
    if isinstance(error, actions.Busy):
        return 423, _("Another request is writing to this upload.")
    return protocol.CHECKSUM_MISMATCH, "Checksum Mismatch"


def _plain(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _create(request: HttpRequest, units: Any, name: str) -> HttpResponse:
    wanted = protocol.creation(request.headers)
    unit: Unit | None = (
        units.filter(slug=wanted.metadata["unit"]).first() if "unit" in wanted.metadata else units.first()
    )
    if unit is None:
        raise PermissionDenied
    upload = actions.announce_upload(unit=unit, name=wanted.name, size=wanted.size, acting_user=request.user)
    with_body = request.content_type == protocol.BODY_TYPE
    if with_body or not wanted.size:
        actions.receive(upload, 0, request.read, protocol.checksum(request.headers))
        actions.finish_upload(upload)
    response = HttpResponse(status=201)
    response["Location"] = reverse(name, args=[upload.key])
    return _marked(response, upload)


def _patch(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.content_type != protocol.BODY_TYPE:
        return _plain(415, protocol.BODY_TYPE)
    offset = protocol.whole_number(request.headers, "Upload-Offset")
    actions.receive(upload, offset, request.read, protocol.checksum(request.headers))
    actions.finish_upload(upload)
    return _marked(HttpResponse(status=204), upload)


def _marked(response: HttpResponse, upload: Upload) -> HttpResponse:
    response["Upload-Offset"] = str(upload.offset)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _told(upload: Upload, method: str) -> HttpResponse:
    """HEAD as the protocol has it; GET with what became of the file."""
    actions.finish_upload(upload)
    response: HttpResponse = JsonResponse(told_of(upload)) if method == "GET" else HttpResponse(status=200)
    response["Upload-Length"] = str(upload.size)
    return _marked(response, upload)


def told_of(upload: Upload) -> dict[str, Any]:
    """An upload for scripts: its state in words, and where to go on."""
    words = str(UploadState(upload.state).label)
    return {
        "state": upload.state, "words": words, "reason": queries.reason_words(upload.reason) if upload.reason else "",
        "offset": upload.offset, "size": upload.size, "name": upload.name, "asset": upload.asset_id,
        "url": reverse("assets_asset", args=[upload.asset_id]) if upload.asset_id else "",
        "decide": reverse("assets_upload_decide", args=[upload.key]) if upload.state == UploadState.ASKING else "",
    }  # fmt: skip
