"""The COUNTER API of release 5.1: status for anybody, the rest for programs that show a key (5.1, 8)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from scicomm.journals import permissions, queries
from scicomm.journals.models import Journal, ReportKey
from scicomm.journals.rules.counter.asking import THE_WORLD, read_request
from scicomm.journals.rules.counter.definitions import DEFINITIONS
from scicomm.journals.rules.counter.formats import RELEASE, as_json
from scicomm.journals.rules.counter.problems import Problem, Refused
from scicomm.journals.rules.counter.report import Institution
from scicomm.organisation.models import Unit

ASKED_AN_HOUR = 500
"""Calls of one key in an hour; a harvester of every report of every year needs a few dozen."""

Answer = dict[str, Any] | list[dict[str, Any]]
Parameters = dict[str, str]


def _api(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
    """Answers as JSON that nobody keeps; an exception that ends a request has its own status."""

    @wraps(view)
    def answered(request: HttpRequest, **values: str) -> HttpResponse:
        given = {name.lower(): request.GET[name] for name in request.GET}
        status = 200
        data: Answer
        try:
            data = view(given, **values)
        except Refused as refused:
            data, status = refused.problem.as_json(), refused.problem.status
        except DatabaseError:
            broken = Problem(1000)
            data, status = broken.as_json(), broken.status
        response = JsonResponse(data, safe=False, status=status, json_dumps_params={"ensure_ascii": False})
        response["Cache-Control"] = "private, no-store"
        return response

    return answered


@_api
def status(given: Parameters) -> Answer:
    """Whether reports can be had; open to anybody."""
    row: dict[str, Any] = {
        "Description": f"COUNTER R{RELEASE} reports of {queries.platform_name()}",
        "Service_Active": True,
    }
    if settings.SCICOMM_COUNTER_REGISTRY:
        row["Registry_Record"] = settings.SCICOMM_COUNTER_REGISTRY
    return [row]


@_api
def members(given: Parameters) -> Answer:
    """The customer asked about, and the publishing units below it."""
    key, unit = _customer(given)
    if unit is None:
        return [{"Institution_Name": queries.WORLD.name, "Customer_ID": THE_WORLD}]
    rows = permissions.customers_of(key).filter(path__startswith=unit.path).order_by("path")
    return [{"Institution_Name": _named(row), "Customer_ID": row.slug} for row in rows]


@_api
def reports(given: Parameters) -> Answer:
    """The reports on offer, and which months can be told."""
    _customer(given)
    first, last = queries.counted_months()
    begin = first or timezone.localdate().replace(day=1)
    end = last or begin
    return [
        {
            "Report_Name": one.name,
            "Report_ID": one.id,
            "Release": RELEASE,
            "Report_Description": one.description,
            "Path": f"/r51/reports/{one.id.lower()}",
            "First_Month_Available": f"{begin:%Y-%m}",
            "Last_Month_Available": f"{end:%Y-%m}",
        }
        for one in DEFINITIONS.values()
    ]


@_api
def report(given: Parameters, report: str) -> Answer:
    """One report. An identifier in capitals, or of a report that does not apply here (DR), is a wrong path: 404."""
    definition = DEFINITIONS.get(report.upper())
    if definition is None or report != report.lower():
        raise Http404
    _key, unit = _customer(given)
    platform = queries.platform_name()
    asked = read_request(
        definition,
        given,
        today=timezone.localdate(),
        platform=platform,
        namespace=settings.SCICOMM_COUNTER_PLATFORM,
    )
    if unit is None:
        return as_json(queries.counter_report(asked, platform=platform))
    journals = Journal.objects.filter(unit__path__startswith=unit.path)
    whose = Institution(_named(unit), unit.slug)
    return as_json(queries.counter_report(asked, institution=whose, journals=journals, platform=platform))


def _named(unit: Unit) -> str:
    return unit.name_en or unit.name_zh


def _customer(given: Parameters) -> tuple[ReportKey, Unit | None]:
    """Who asks and about whom: a unit that publishes, or None for the world. Raises Refused."""
    missing = [name for name in ("customer_id", "api_key") if not given.get(name, "").strip()]
    if missing:
        raise Refused(1030, ", ".join(missing))
    key = permissions.key_with_secret(given["api_key"].strip())
    if given.get("requestor_id") and key is not None and given["requestor_id"].strip() != key.requestor:
        raise Refused(2000)
    customer = given["customer_id"].strip()
    unit = None
    if key is not None and customer != THE_WORLD:
        unit = permissions.customers_of(key).filter(slug=customer).first()
        if unit is None:
            raise Refused(2010, customer[:60])
    if key is None:
        raise Refused(2020)
    if _too_often(key):
        raise Refused(1020, f"at most {ASKED_AN_HOUR} requests an hour")
    return key, unit


def _too_often(key: ReportKey) -> bool:
    name = f"journals:r51:{key.pk}"
    cache.add(name, 0, timeout=3600)
    try:
        return int(cache.incr(name)) > ASKED_AN_HOUR
    except ValueError:
        # The hour ended between the two calls.
        return False
