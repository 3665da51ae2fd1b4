"""Sending articles with a token: one file a request, with the outcome the desk would show; refused files, and their mended form.

The token acts for its person in its unit, and what it does is noted with its beginning.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window
from scicomm.core.api import later as _
from scicomm.core.audit import acting_through
from scicomm.journals import actions, permissions
from scicomm.journals.actions import Outcome
from scicomm.journals.api.showing import article_address, quarantined_out
from scicomm.journals.models import QuarantinedFile
from scicomm.journals.queries import refusal_row
from scicomm.journals.rules.jats import MAX_BYTES
from scicomm.journals.rules.reading import ReadFile, Refusal, read_data, shown_upload
from scicomm.journals.rules.refusals import Reason
from scicomm.journals.schemas import OutcomeOut, QuarantinedOut
from scicomm.organisation.permissions import TokenScope

router = Router(tags=["intake"])
XML_TYPES = frozenset({"application/xml", "text/xml", "application/octet-stream", ""})
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/xml": {"schema": {"type": "string"}},
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


class Sent(Schema):
    """What is said of a file beside its content."""

    name: str = Field("", max_length=300, description=_("Name of the file, where the body is the file itself"))


def needs(request: Any, scope: TokenScope) -> Any:
    """The token of the request, if it may do this."""
    token = request.auth
    if scope not in token.scopes:
        words = gettext("This token may not do that: it needs “%(scope)s”.")
        raise ApiProblem("not-allowed", words % {"scope": scope.value})
    return token


def sent_file(request: HttpRequest, name: str) -> tuple[bytes, str]:
    """The bytes and the name of the file in a request: its whole body, or the part `file` of a form."""
    kind = (request.content_type or "").lower()
    if kind == "multipart/form-data":
        files = request.FILES.getlist("file")
        if len(files) != 1:
            raise ApiProblem("bad-request", gettext("Send one file a request, in the part “file”."))
        upload = files[0]
        if (upload.size or 0) > MAX_BYTES:
            raise ApiProblem("too-large", _too_large())
        return upload.read(), shown_upload(upload.name or name)
    if kind not in XML_TYPES:
        raise ApiProblem("wrong-type", gettext("Send one article as JATS XML, or a form with the part “file”."))
    # Read from the stream and not further than allowed: `request.body` would stop at the limit for forms.
    data = request.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ApiProblem("too-large", _too_large())
    if not data:
        raise ApiProblem("bad-request", gettext("The request holds no file."))
    return data, shown_upload(name or "article.xml")


def _too_large() -> str:
    return gettext("A file may have %(size)d MB at most.") % {"size": MAX_BYTES // 1024 // 1024}


@router.post(
    "/intake", response={200: OutcomeOut, 201: OutcomeOut, **summary_of(400, 401, 403, 413, 415, 422)},
    url_name="intake", operation_id="takeInArticle", summary=_("Take in one article"), openapi_extra=_FILE,
    description=_(
        "Sending the same again changes nothing. What cannot go in is set aside in the quarantine, with line and reason."
    ),
)  # fmt: skip
def take_in(request: HttpRequest, response: HttpResponse, sent: Query[Sent]) -> Any:
    token = needs(request, TokenScope.ARTICLES_WRITE)
    if not permissions.can_take_in(token.user, token.unit):
        raise ApiProblem("not-allowed", gettext("You take in no articles for this unit."))
    data, name = sent_file(request, sent.name)
    with acting_through(f"token {token.prefix}"):
        (outcome,) = actions.take_in([read_data(data, name)], default_unit=token.unit, acting_user=token.user)
    return _answer(outcome, response)


def _answer(outcome: Outcome, response: HttpResponse) -> Any:
    if outcome.refusal is not None:
        raise _problem(outcome.refusal)
    address = article_address(outcome.doi)
    if outcome.state == "accepted":
        response["Location"] = address
    shown = OutcomeOut(
        file=outcome.file, state=outcome.state, doi=outcome.doi, title=outcome.title, version=outcome.version,
        article=address,
    )  # fmt: skip
    return Status(201 if outcome.state == "accepted" else 200, shown)


def _problem(refusal: Refusal) -> ApiProblem:
    if refusal.reason_code == Reason.NOT_YOURS:
        return ApiProblem("not-allowed", refusal.reason, file=refusal.file)
    row = refusal_row(refusal.file, refusal.content_hash)
    return ApiProblem(
        "quarantined",
        refusal.reason,
        file=refusal.file,
        line=refusal.line or None,
        rule=refusal.reason_code,
        quarantine=row.pk if row else None,
    )


class QuarantineFilters(Schema):
    """Which refused files are asked for."""

    state: str = Field("open", pattern="^(open|accepted|all)$", description=_("open, accepted or all"))


@router.get(
    "/quarantine", response={200: Page[QuarantinedOut], **summary_of(400, 401, 403, 422)}, url_name="quarantine",
    operation_id="listQuarantine", summary=_("Refused files of the token's unit"),
)  # fmt: skip
def quarantine(
    request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[QuarantineFilters]
) -> Any:
    token = needs(request, TokenScope.QUARANTINE_READ)
    rows = permissions.quarantined_for(token.user).filter(unit=token.unit)
    if filters.state != "all":
        rows = rows.filter(state=filters.state)
    return window(request, response, rows, asked, ("-pk",), quarantined_out)


def _refused(token: Any, pk: int) -> QuarantinedFile:
    found = permissions.get_quarantined_for(token.user, pk)
    if found.unit_id != token.unit_id:
        raise ApiProblem("not-found")
    return found


@router.get(
    "/quarantine/{int:pk}", response={200: QuarantinedOut, **summary_of(401, 403, 404)}, url_name="quarantined",
    operation_id="getQuarantined", summary=_("One refused file"),
)  # fmt: skip
def quarantined(request: HttpRequest, pk: int) -> Any:
    return quarantined_out(_refused(needs(request, TokenScope.QUARANTINE_READ), pk))


@router.post(
    "/quarantine/{int:pk}/replay",
    response={200: OutcomeOut, 201: OutcomeOut, **summary_of(400, 401, 403, 404, 413, 415, 422)}, url_name="replay",
    operation_id="replayQuarantined", summary=_("Send the mended form of a refused file"), openapi_extra=_FILE,
    description=_("When it goes in, the refusal is closed; else both stay as they are, and the answer says what is wrong."),
)  # fmt: skip
def replay(request: HttpRequest, response: HttpResponse, pk: int) -> Any:
    token = needs(request, TokenScope.QUARANTINE_WRITE)
    refused = _refused(token, pk)
    if not permissions.can_mend(token.user, refused):
        raise ApiProblem("not-allowed", gettext("You take in no articles for this unit."))
    data, _name = sent_file(request, refused.file_name)
    read: ReadFile | Refusal = read_data(data, refused.file_name)
    if isinstance(read, Refusal):
        raise ApiProblem(
            "quarantined", read.reason, file=refused.file_name, line=read.line or None, rule=read.reason_code,
            quarantine=refused.pk,
        )  # fmt: skip
    with acting_through(f"token {token.prefix}"):
        (outcome,) = actions.take_in([read], default_unit=refused.unit, acting_user=token.user)
        if outcome.refusal is None:
            actions.resolve(refused, acting_user=token.user)
    return _answer(outcome, response)
