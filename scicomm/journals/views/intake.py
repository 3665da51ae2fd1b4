"""The staff pages that take articles in: sending files, and the run that says what became of each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.journals import actions, permissions, queries
from scicomm.journals.forms import TakeInForm
from scicomm.journals.models import IntakeRun
from scicomm.journals.rules.reading import shown_upload
from scicomm.journals.rules.refusals import stored_words

KINDS = {"accepted": "go", "updated": "go", "unchanged": "info", "quarantined": "stop", "refused": "stop"}
# So little is taken in while the page waits; anything more is the worker's.
AT_ONCE_FILES, AT_ONCE_BYTES = 10, 5 * 1024 * 1024
ITEMS_A_PAGE = 100
RECENT = 10


def take_in(request: HttpRequest) -> HttpResponse:
    """Send files; the page of their run says what became of each. Sending the same again changes nothing."""
    units = permissions.units_to_take_in(request.user)
    if not permissions.can_take_in_anywhere(request.user):
        raise PermissionDenied
    post = request.method == "POST"
    form = TakeInForm(request.POST if post else None, request.FILES if post else None, units=units)
    if post and form.is_valid():
        files = form.cleaned_data["uploads"]
        small = len(files) <= AT_ONCE_FILES and sum(file.size for file in files) <= AT_ONCE_BYTES
        uploads = [(shown_upload(file.name or ""), file) for file in files]
        run = actions.start_run(form.cleaned_data["unit"], uploads, acting_user=request.user, at_once=small)
        if small:
            actions.carry_out(run)
        return redirect("journals_run", run.pk)
    recent = list(permissions.runs_for(request.user)[:RECENT])
    context = {
        "page_title": _("Take in articles"),
        "page_actions": _ways(),
        "form": form,
        "runs_head": [{"label": _("Run")}, {"label": _("State")}, {"label": _("Files"), "number": True}],
        "runs_rows": [_run_row(run) for run in recent],
    }
    return render(request, "journals/take_in.html", context)


def _ways() -> list[dict[str, Any]]:
    return [
        {"url": reverse("quarantine:index"), "label": _("Refused files"), "main": False},
        {"url": reverse("journals_replay"), "label": _("Try refused files again"), "main": False},
    ]


def _run_row(run: IntakeRun) -> list[dict[str, Any]]:
    badge = {"done": "go", "failed": "stop"}.get(run.state, "wait")
    return [
        {"text": f"{run} · {run.unit}", "url": reverse("journals_run", args=[run.pk]), "wrap": True},
        {"text": run.get_state_display(), "badge": badge},
        {"text": run.total, "number": True},
    ]


def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: how far it is, and what became of each file; it stays readable."""
    run = permissions.get_run_for(request.user, pk)
    figures = queries.tally(run)
    page = Paginator(run.items.order_by("position"), ITEMS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Take in articles"),
        "page_note": f"{run} · {run.unit}",
        "page_actions": [{"url": reverse("journals_take_in"), "label": _("Take in more"), "main": False}, *_ways()],
        "run": run,
        "figures": figures,
        "said": _said(run, figures),
        "totals": _totals(figures),
        "page": page,
        "poll_url": reverse("journals_run_progress", args=[run.pk]),
        "result_head": [
            {"label": _("Result")}, {"label": _("File")}, {"label": _("Line"), "number": True}, {"label": _("What")},
            {"label": _("Parts"), "number": True},
        ],
        "result_rows": [row for item in page.object_list for row in _item_rows(item)],
    }  # fmt: skip
    return render(request, "journals/run.html", context)


def run_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What the live bar asks for."""
    run = permissions.get_run_for(request.user, pk)
    figures = queries.tally(run)
    return JsonResponse(
        {
            "done": figures.done,
            "total": figures.total,
            "text": _said(run, figures),
            "state": run.state,
            "url": reverse("journals_run", args=[run.pk]),
        }
    )


def _said(run: IntakeRun, figures: queries.Tally) -> str:
    words = _("%(done)d of %(total)d files") % {"done": figures.done, "total": figures.total}
    if figures.articles:
        count = {"count": figures.articles}
        words += " · " + ngettext("%(count)d article", "%(count)d articles", figures.articles) % count
    silent = (timezone.now() - max(run.moved_at, run.not_before)).total_seconds()
    if not run.is_over and silent > 60:
        words += " · " + _("waiting for the worker")
    return words


def _words() -> dict[str, str]:
    return {
        "accepted": _("went in"),
        "updated": _("newer version"),
        "unchanged": _("known already"),
        "quarantined": _("to be mended"),
        "refused": _("not taken"),
    }


def _totals(figures: queries.Tally) -> list[tuple[str, int]]:
    return [(word, figures.states[state]) for state, word in _words().items() if figures.states[state]]


def _item_rows(item: Any) -> list[list[dict[str, Any]]]:
    """The results as the table component takes them; an item that waits, or held nothing, says so."""
    if not item.outcomes:
        word, kind = (_("nothing there"), "stop") if item.is_done else (_("waiting"), "wait")
        return [[{"text": word, "badge": kind}, {"text": item.name, "wrap": True}, {}, {}, {}]]
    return [_outcome_row(one) for one in item.outcomes]


def _outcome_row(one: dict[str, Any]) -> list[dict[str, Any]]:
    refused = "code" in one
    what = stored_words(one["code"], one["params"], one["reason"]) if refused else one["title"] or one["doi"]
    return [
        {"text": _words().get(one["state"], one["state"]), "badge": KINDS.get(one["state"], "info")},
        {"text": one["file"], "wrap": True},
        {"text": one["line"] or "" if refused else "", "number": True},
        {"text": what, "wrap": True, "url": _address(one)},
        {"text": one.get("files") or "", "number": True},
    ]


def _address(one: dict[str, Any]) -> str:
    """Where the article can be looked at, or the refused file mended."""
    if one.get("article"):
        return reverse("articles:inspect", args=[one["article"]])
    return reverse("journals_mend", args=[one["refused"]]) if one.get("refused") else ""
