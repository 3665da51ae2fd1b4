"""The public interface /api/v1/: the rooms' routers under one roof, its description (OpenAPI 3.1), its page for people.

Routers stand in the rooms' `api`; errors, pages and the frame of every answer in `core.api`.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from scicomm.assets.api import tus_api
from scicomm.core.api import ApiProblem, problem_answer
from scicomm.core.api import later as _
from scicomm.core.api.frame import framed
from scicomm.core.api.problems import KINDS, MEDIA_TYPE
from scicomm.journals.api import article_router, intake_router, journal_router, package_router, people_router
from scicomm.newsroom.api import lead_router
from scicomm.newsroom.api import router as newsroom
from scicomm.organisation.api import Token
from scicomm.organisation.api import router as organisation
from scicomm.portal.api import router as portal
from scicomm.responses.api import case_router, disclosure_router, request_router
from scicomm.responses.api import router as responses

log = logging.getLogger("scicomm.api")
PLACES = {"query", "path", "body", "form", "header"}


class Interface(NinjaAPI):
    """NinjaAPI whose description says what kind of content each problem is."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        schema = super().get_openapi_schema(path_prefix="api/v1/" if path_prefix is None else path_prefix)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[MEDIA_TYPE] = content.pop("application/json")
        return schema


interface = Interface(
    title="SciComm",
    version="1",
    description=_("Journals, articles, authors, stories, answers and search, for programs. Reading is open to all."),
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    openapi_extra={
        "tags": [
            {"name": "journals", "description": _("Journals, issues, disciplines")},
            {"name": "articles", "description": _("Articles with their full text")},
            {"name": "authors", "description": _("Authors by ORCID iD")},
            {"name": "search", "description": _("Search in both languages")},
            {"name": "stories", "description": _("Stories for everybody")},
            {"name": "answers", "description": _("Questions and answers")},
            {"name": "disclosure", "description": _("Information disclosure; requests with a token")},
            {"name": "units", "description": _("Units of the organisation")},
            {"name": "intake", "description": _("Sending articles, with a token")},
            {"name": "leads", "description": _("Handing in leads, with a token")},
            {"name": "cases", "description": _("Cases of questions and claims, with a token")},
        ]
    },
    servers=[{"url": settings.SITE_URL}],
)
for _router in (
    journal_router,
    article_router,
    people_router,
    portal,
    newsroom,
    responses,
    disclosure_router,
    organisation,
):
    interface.add_router("", _router)
for _router in (intake_router, package_router, lead_router, case_router, request_router):
    interface.add_router("", _router, auth=Token())


@interface.exception_handler(ApiProblem)
def _said(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    return problem_answer(problem.kind, problem.detail, **problem.more)


@interface.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_answer("not-found")


@interface.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem_answer("not-allowed")


@interface.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    words = gettext("Send a valid token in the header “Authorization: Bearer …”. Tokens are made on the desk.")
    return problem_answer("no-token", words, headers={"WWW-Authenticate": 'Bearer realm="SciComm"'})


@interface.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [_wrong_part(one) for one in error.errors]
    names = ", ".join(one["name"] for one in errors)
    return problem_answer("invalid", gettext("Wrong: %(names)s.") % {"names": names}, errors=errors)


def _wrong_part(error: dict[str, Any]) -> dict[str, str]:
    """One complaint of pydantic: where, which, and its words."""
    place = [str(part) for part in error.get("loc", ())]
    where = place[0] if place and place[0] in PLACES else "query"
    return {"where": where, "name": place[-1] if place else "", "detail": str(error.get("msg", ""))[:300]}


@interface.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    kind = next((kind for kind, (status, _title) in KINDS.items() if status == error.status_code), "bad-request")
    return problem_answer(kind, str(error))


@interface.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("The interface failed on %s", request.path)
    return problem_answer("failed", gettext("It has been noted. Please try again later."))


def description() -> dict[str, Any]:
    """The description in the language of the moment, as plain values."""
    return dict(json.loads(json.dumps(interface.get_openapi_schema(), cls=DjangoJSONEncoder)))


def openapi(request: HttpRequest) -> HttpResponse:
    """`/api/v1/openapi.json`."""
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return HttpResponse(json.dumps(description(), ensure_ascii=False), content_type="application/json")


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address below /api/v1/ is told so in the interface's own way."""
    return problem_answer("not-found", gettext("The addresses stand in %(url)s.") % {"url": "/api/v1/openapi.json"})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/api/`: the description for people. No script, nothing from elsewhere."""
    schema = description()
    operations = [
        {"path": route, "method": method.upper(), "needs_token": bool(operation.get("security")), **operation}
        for route, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    groups = [
        {**tag, "operations": [one for one in operations if tag["name"] in one.get("tags", [])]}
        for tag in schema["tags"]
    ]
    for operation in operations:
        operation["shape"] = _shape_of(operation["responses"])
    context = {
        "groups": groups,
        "shapes": _shapes(schema["components"]["schemas"]),
        "problems": [{"kind": kind, "status": status, "title": title} for kind, (status, title) in KINDS.items()],
        "site_url": settings.SITE_URL,
        "rate": settings.SCICOMM_API_RATE,
        "canonical_url": f"{settings.SITE_URL}{request.path}",
    }
    return render(request, "api.html", context)


def _name_of(schema: dict[str, Any]) -> str:
    """The name of the shape that a schema refers to, through lists and alternatives."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "items" in schema:
        return _name_of(schema["items"])
    return next((name for one in schema.get("anyOf", []) if (name := _name_of(one))), "")


def _shape_of(answers: dict[str, Any]) -> str:
    good: dict[str, Any] = next((answer for status, answer in answers.items() if status.startswith("2")), {})
    return next((_name_of(one.get("schema", {})) for one in good.get("content", {}).values()), "")


def _type_of(schema: dict[str, Any]) -> str:
    """A schema's type in few words: `string`, `list of Words`, `integer or null`."""
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type_of(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{_type_of(schema.get('items', {}))}]"
    return _name_of(schema) or str(schema.get("format") or schema.get("type") or "")


def _shapes(schemas: dict[str, Any]) -> list[dict[str, Any]]:
    shown = {name: schema for name, schema in sorted(schemas.items()) if schema.get("properties")}
    return [
        {
            "name": name,
            "fields": [
                {"name": field, "type": _type_of(part), "shape": _name_of(part), "words": part.get("description", "")}
                for field, part in schema["properties"].items()
            ],
        }
        for name, schema in shown.items()
    ]


def _framed_urls() -> tuple[list[Any], str, str]:
    """The interface's addresses, each view inside the frame."""
    patterns, app, namespace = interface.urls
    kept = [pattern for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in kept:
        pattern.callback = framed(pattern.callback)
    own = [
        path("openapi.json", framed(openapi), name="openapi"),
        path("assets/uploads", tus_api, name="assets-tus"),
        path("assets/uploads/<uuid:key>", tus_api, name="assets-tus"),
        *kept,
        re_path(r"^.*$", framed(nothing_here), name="nothing"),
    ]
    return own, app, namespace


api_urls = _framed_urls()
