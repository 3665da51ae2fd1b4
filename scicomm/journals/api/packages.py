"""Sending a package (a ZIP of articles with figures, PDF and supplements) with a token; its run: how far, with what outcome.

A small package is taken in while the program waits; a larger one is the worker's, and its run says what became of it.
"""

from __future__ import annotations

import datetime as dt
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from scicomm.core.api import ApiProblem, summary_of
from scicomm.core.api import later as _
from scicomm.core.audit import acting_through
from scicomm.journals import actions, permissions
from scicomm.journals.api.intake import Sent, needs
from scicomm.journals.api.showing import article_address, outside
from scicomm.journals.forms import MAX_PACKAGE_BYTES
from scicomm.journals.models import IntakeRun
from scicomm.journals.queries import tally
from scicomm.journals.rules.reading import shown_upload
from scicomm.journals.rules.refusals import stored_words
from scicomm.organisation.permissions import TokenScope

router = Router(tags=["intake"])
ZIP_TYPES = frozenset({"application/zip", "application/x-zip-compressed", "application/octet-stream", ""})
AT_ONCE_BYTES = 5 * 1024 * 1024
_CHUNK, _IN_MEMORY = 1024 * 1024, 5 * 1024 * 1024
# When a program should ask again how far a run is.
ASK_AGAIN_SECONDS = 5
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


class RunOutcome(Schema):
    """What became of one article of a package, or of a package that could not be opened."""

    file: str
    state: str = Field(
        description=_("accepted (new), updated (a newer version), unchanged (known already), quarantined or refused")
    )
    doi: str
    title: str
    version: int | None
    parts: int = Field(description=_("How many figures, PDFs and supplements were kept"))
    article: str = Field(description=_("Where this interface shows the article"))
    line: int | None
    rule: str
    reason: str = Field(description=_("In the language of the request"))
    quarantine: int | None = Field(description=_("Its number among the refused files"))


class RunOut(Schema):
    """A run that takes files in."""

    id: int
    state: str = Field(description=_("waiting, running, done or failed"))
    unit: str
    files: int = Field(description=_("How many files were sent"))
    done: int = Field(description=_("How many of them are done"))
    started_at: dt.datetime
    finished_at: dt.datetime | None
    outcomes: list[RunOutcome]
    url: str = Field(description=_("Where this interface shows the run"))


def _sent_package(request: HttpRequest, name: str) -> tuple[IO[bytes], str, int]:
    """The package in a request, its name and size: the whole body, or the part `file` of a form."""
    kind = (request.content_type or "").lower()
    if kind == "multipart/form-data":
        files = request.FILES.getlist("file")
        if len(files) != 1:
            raise ApiProblem("bad-request", gettext("Send one file a request, in the part “file”."))
        upload = files[0]
        return upload, _named(upload.name or name), _size(upload.size or 0)
    if kind not in ZIP_TYPES:
        raise ApiProblem("wrong-type", gettext("Send one package as ZIP, or a form with the part “file”."))
    # Read from the stream, piece by piece: `request.body` would hold it all, and stop at the limit for forms.
    kept: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (the caller closes it)
    size = 0
    while piece := request.read(_CHUNK):
        size = _size(size + len(piece))
        kept.write(piece)
    if not size:
        raise ApiProblem("bad-request", gettext("The request holds no file."))
    kept.seek(0)
    return kept, _named(name), size


def _size(size: int) -> int:
    if size > MAX_PACKAGE_BYTES:
        words = gettext("A package may have %(size)s at most.") % {"size": filesizeformat(MAX_PACKAGE_BYTES)}
        raise ApiProblem("too-large", words)
    return size


def _named(name: str) -> str:
    shown = shown_upload(name or "package.zip")
    return shown if shown.lower().endswith(".zip") else f"{shown}.zip"


@router.post(
    "/packages", response={200: RunOut, 202: RunOut, **summary_of(400, 401, 403, 413, 415, 422)},
    url_name="packages", operation_id="takeInPackage", summary=_("Take in a package of articles"), openapi_extra=_FILE,
    description=_(
        "A ZIP of articles with their figures, PDF and supplements. A small one is taken in at once; otherwise the answer is "
        "202, and its run, whose address stands in Location, says what became of each article. "
        "Sending the same again changes nothing."
    ),
)  # fmt: skip
def take_in_package(request: HttpRequest, response: HttpResponse, sent: Query[Sent]) -> Any:
    token = needs(request, TokenScope.ARTICLES_WRITE)
    if not permissions.can_take_in(token.user, token.unit):
        raise ApiProblem("not-allowed", gettext("You take in no articles for this unit."))
    file, name, size = _sent_package(request, sent.name)
    small = size <= AT_ONCE_BYTES
    with file, acting_through(f"token {token.prefix}"):
        run = actions.start_run(token.unit, [(name, file)], acting_user=token.user, at_once=small)
        over = small and actions.carry_out(run)
    response["Location"] = _address(run)
    if not over:
        response["Retry-After"] = str(ASK_AGAIN_SECONDS)
    return Status(200 if over else 202, run_out(run))


@router.get(
    "/runs/{int:pk}", response={200: RunOut, **summary_of(401, 403, 404)}, url_name="run", operation_id="getRun",
    summary=_("How far a run is, and what became of each article"),
)  # fmt: skip
def run(request: HttpRequest, response: HttpResponse, pk: int) -> Any:
    token = needs(request, TokenScope.ARTICLES_WRITE)
    found = permissions.get_run_for(token.user, pk)
    if found.unit_id != token.unit_id:
        raise ApiProblem("not-found")
    if not found.is_over:
        response["Retry-After"] = str(ASK_AGAIN_SECONDS)
    return run_out(found)


def _address(found: IntakeRun) -> str:
    return outside(reverse("api-v1:run", args=[found.pk]))


def run_out(found: IntakeRun) -> RunOut:
    """A run with its outcomes; two queries."""
    outcomes = [one for kept in found.items.order_by("position").values_list("outcomes", flat=True) for one in kept]
    return RunOut(
        id=found.pk,
        state=found.state,
        unit=found.unit.slug,
        files=found.total,
        done=tally(found).done,
        started_at=found.created_at,
        finished_at=found.finished_at,
        outcomes=[_outcome(one) for one in outcomes],
        url=_address(found),
    )


def _outcome(one: dict[str, Any]) -> RunOutcome:
    """An outcome as a run keeps it (see `actions.runs.told`)."""
    refused = "code" in one
    return RunOutcome(
        file=one["file"],
        state=one["state"],
        doi=one.get("doi", ""),
        title=one.get("title", ""),
        version=one.get("version"),
        parts=one.get("files", 0),
        article=article_address(one["doi"]) if one.get("doi") else "",
        line=one.get("line") or None,
        rule=one["code"] if refused else "",
        reason=stored_words(one["code"], one["params"], one["reason"]) if refused else "",
        quarantine=one.get("refused"),
    )
