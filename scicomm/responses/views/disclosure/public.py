"""What everyone reads: the guide, the catalogue by unit and kind, items, reports, the log of answered requests."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import feedgenerator, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scicomm.organisation.models import Unit
from scicomm.responses.models import DisclosureItem, DisclosureKind
from scicomm.responses.queries.disclosure import catalogue, requests
from scicomm.responses.queries.disclosure.files import files_shown
from scicomm.responses.rules.disclosure import ANSWER_DAYS
from scicomm.responses.views.disclosure.papers import (
    pdf_response,
    report_pdf,
    report_sections,
    report_tables,
    report_title,
)

PER_PAGE = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Guide, catalogue with filters, reports, how to request."""
    unit, kind, words = (request.GET.get(name, "")[:80] for name in ("unit", "kind", "q"))
    found = catalogue.public_items(unit, kind, words)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "unit": unit,
        "kind": kind,
        "words": words,
        "units": Unit.objects.filter(disclosure_items__in=DisclosureItem.objects.public()).distinct().order_by("path"),
        "kinds": DisclosureKind.objects.filter(items__in=DisclosureItem.objects.public()).distinct(),
        "reports": catalogue.public_reports()[:10],
        "days": ANSWER_DAYS,
        "robots": "noindex" if words else "",
    }
    return render(request, "responses/disclosure/index.html", context)


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item in its released words; what was withdrawn says so, and why."""
    found = DisclosureItem.objects.filter(pk=pk, published_on__isnull=False).select_related("unit", "kind").first()
    if found is None:
        raise Http404
    status = 410 if found.withdrawn_on else 200
    context = {"item": found, "files": files_shown(found)}
    return render(request, "responses/disclosure/item.html", context, status=status)


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A published yearly report."""
    found = catalogue.public_reports().filter(pk=pk).first()
    if found is None:
        raise Http404
    context = {
        "report": found,
        "title": report_title(found),
        "tables": report_tables(found.figures),
        "sections": report_sections(found),
    }
    return render(request, "responses/disclosure/report.html", context)


@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    found = catalogue.public_reports().filter(pk=pk).first()
    if found is None:
        raise Http404
    return pdf_response(report_pdf(found), f"{found.unit.slug}-{found.year}")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Requests that were answered, without who asked."""
    page = Paginator(requests.public_log(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "responses/disclosure/log.html", {"page": page})


@require_safe
def logged(request: HttpRequest, number: str) -> HttpResponse:
    """One answered request: what it was about and how it was decided, never who asked."""
    found = requests.public_log().filter(number=number).first()
    if found is None:
        raise Http404
    return render(request, "responses/disclosure/logged.html", {"found": found})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest items as Atom."""
    made = feedgenerator.Atom1Feed(
        title=_("Information disclosure"),
        link=request.build_absolute_uri("../"),
        description="",
        language=getattr(request, "LANGUAGE_CODE", None),
        feed_url=request.build_absolute_uri(),
    )
    for one in catalogue.public_items()[:PER_PAGE]:
        if one.published_on is None:
            continue
        day = timezone.make_aware(dt.datetime.combine(one.published_on, dt.time()))
        made.add_item(
            title=one.public_title,
            link=request.build_absolute_uri(one.get_absolute_url()),
            description=f"{one.unit.name} · {one.kind}",
            updateddate=day,
            pubdate=day,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
