"""The staff pages of harvest sources beside their list: harvest now, how far it is, what became of each record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.journals import actions, permissions
from scicomm.journals.models import HarvestedRecord, HarvestSource
from scicomm.journals.queries import harvests as reads

PER_PAGE = 50
KINDS = {
    "accepted": "go",
    "updated": "go",
    "unchanged": "info",
    "quarantined": "stop",
    "refused": "stop",
    "withdrawn": "wait",
    "left": "info",
}


@require_safe
def harvest(request: HttpRequest, pk: int) -> HttpResponse:
    """A source: how its harvest stands, what it brought, and each of its records with what became of it."""
    source = permissions.get_harvest_source_for(request.user, pk)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in HarvestedRecord.Outcome.values else ""
    page = Paginator(reads.records_of(source, outcome), PER_PAGE).get_page(request.GET.get("page"))
    may = permissions.can_harvest(request.user, source.unit)
    state = progress_of(source)
    context = {
        "page_title": source.name,
        "page_note": source.base_address,
        "page_actions": _actions(source, may),
        "source": source,
        "may": may,
        "progress": state,
        "poll_url": reverse("journals_harvest_progress", args=[source.pk]),
        "shows_progress": state["state"] in {"running", "waiting"},
        "key": _key(source),
        "stats": _stats(source),
        "outcome_label": HarvestedRecord.Outcome(outcome).label if outcome else "",
        "page": page,
        "query": f"outcome={outcome}" if outcome else "",
        "head": [{"label": _("Result")}, {"label": _("What")}, {"label": _("Datestamp")}, {"label": _("Identifier")}],
        "rows": [_record(record) for record in page.object_list],
    }
    return render(request, "journals/harvest.html", context)


@require_POST
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker harvest a source at once."""
    source = permissions.get_harvest_source_for(request.user, pk)
    if not permissions.can_harvest(request.user, source.unit):
        raise PermissionDenied
    try:
        actions.harvest_soon(source, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The harvest begins within half a minute."))
    return redirect("journals_harvest", source.pk)


@require_safe
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a source's harvest is, for the bar of its page."""
    return JsonResponse(progress_of(permissions.get_harvest_source_for(request.user, pk)))


def progress_of(source: HarvestSource) -> dict[str, Any]:
    """What the progress bar takes: done, total, words, state, and where to go when it has ended."""
    standing = reads.standing(source)
    count = number_format(standing.done, force_grouping=True)
    if source.failures:
        state, text = "failed", source.last_error
    elif source.is_under_way:
        state, text = "running", _("%(count)s records read") % {"count": count}
        if standing.total:
            total = number_format(standing.total, force_grouping=True)
            text = _("%(count)s of %(total)s records read") % {"count": count, "total": total}
    elif source.is_on and (source.next_harvest_at is None or source.next_harvest_at <= timezone.now()):
        state, text = "waiting", _("waits for the worker")
    else:
        state, text = "done", _("%(count)s records read") % {"count": count}
    done = min(standing.done, standing.total or standing.done)
    url = reverse("journals_harvest", args=[source.pk]) if state in {"done", "failed"} else ""
    return {"done": done, "total": standing.total, "text": text, "state": state, "url": url}


def _actions(source: HarvestSource, may: bool) -> list[dict[str, Any]]:
    found = [{"url": reverse("harvests:index"), "label": _("Harvest sources"), "main": False}]
    if may:
        found.append({"url": reverse("harvests:edit", args=[source.pk]), "label": _("Change"), "main": False})
    return found


def _key(source: HarvestSource) -> list[tuple[str, str]]:
    """What is known of a source, as pairs of word and value; what is empty is left out."""
    found = [
        (_("Unit"), source.unit.name),
        (_("State"), source.health.label),
        (_("Format"), source.metadata_prefix),
        (_("Set of the source"), source.set_spec),
        (_("Last harvest completed"), _moment(source.last_harvested_at)),
        (_("Next harvest"), _moment(source.next_harvest_at) if source.is_on else ""),
        (_("Harvested up to"), source.last_datestamp),
        (_("Asked from"), source.asked_from),
        (_("Parts of the list read"), str(source.pages or "")),
    ]
    return [(str(word), str(value)) for word, value in found if value]


def _moment(value: Any) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


def _stats(source: HarvestSource) -> list[dict[str, Any]]:
    """How many records stand in which outcome; each figure leads to them."""
    found = reads.totals(source)
    address = reverse("journals_harvest", args=[source.pk])
    return [
        {
            "value": number_format(found[kind], force_grouping=True),
            "label": kind.label,
            "url": f"{address}?outcome={kind}#records",
        }
        for kind in HarvestedRecord.Outcome
        if found.get(kind)
    ]


def _record(record: HarvestedRecord) -> list[dict[str, Any]]:
    article = record.article
    what = {"text": record.reason, "wrap": True}
    if article is not None and not record.reason:
        what = {"text": article.title, "wrap": True, "url": reverse("articles:inspect", args=[article.pk])}
    return [
        {"text": record.get_outcome_display(), "badge": KINDS[record.outcome]},
        what,
        {"text": record.datestamp[:10]},
        {"text": record.identifier},
    ]
