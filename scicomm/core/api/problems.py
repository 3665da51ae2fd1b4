"""Errors of the interface as RFC 9457 problem details, in the language of the request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import JsonResponse
from ninja import Field, Schema

from scicomm.core.api.words import later as _

MEDIA_TYPE = "application/problem+json"

# What can go wrong: the last part of the problem's address, its status, its title.
KINDS: dict[str, tuple[int, str]] = {
    "bad-request": (400, _("The request cannot be understood")),
    "no-token": (401, _("A valid token is needed")),
    "not-allowed": (403, _("You may not do this")),
    "not-found": (404, _("There is nothing here")),
    "wrong-method": (405, _("This address does not answer to this method")),
    "too-large": (413, _("The file is too large")),
    "wrong-type": (415, _("This kind of content is not taken")),
    "invalid": (422, _("Something in the request is wrong")),
    "quarantined": (422, _("The article could not go in")),
    "too-many": (429, _("Too many requests")),
    "failed": (500, _("Something went wrong on our side")),
    "not-ready": (503, _("Not ready yet")),
}


class WrongPart(Schema):
    """One wrong part of a request."""

    where: str = Field(description=_("Where it stands: query, path, body"))
    name: str
    detail: str


class Problem(Schema):
    """Problem details (RFC 9457). Further members belong to the kind of problem."""

    type: str = Field(description=_("Names the kind of problem; leads to its description"))
    title: str
    status: int
    detail: str = ""
    errors: list[WrongPart] | None = None
    file: str | None = None
    line: int | None = Field(None, description=_("Where in the file the reason stands"))
    rule: str | None = Field(None, description=_("The rule by which the file was refused"))
    quarantine: int | None = Field(None, description=_("Number of the file that was set aside"))


class ApiProblem(Exception):
    """Raised anywhere below a view of the interface; becomes its answer."""

    def __init__(self, kind: str, detail: str = "", **more: Any) -> None:
        self.kind, self.detail, self.more = kind, detail, more
        super().__init__(detail or kind)


def problem_answer(kind: str, detail: str = "", *, headers: dict[str, str] | None = None, **more: Any) -> JsonResponse:
    """The answer that says what went wrong."""
    status, title = KINDS[kind]
    body = {"type": f"{settings.SITE_URL}/api/#problem-{kind}", "title": str(title), "status": status, "detail": detail}
    body |= {name: value for name, value in more.items() if value is not None}
    return JsonResponse(
        body, status=status, content_type=MEDIA_TYPE, headers=headers, json_dumps_params={"ensure_ascii": False}
    )


def summary_of(*statuses: int) -> dict[Any, Any]:
    """The problems an operation may answer with, for its `response` table; 429 and 500 may come from any."""
    return dict.fromkeys((*statuses, 429), Problem)
