"""What is offered upward, on the desk: the panel of a story or lead, the list, the steps, the table by unit and month."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.core.text import safe_cell
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import StoryState, SubmissionState
from scicomm.newsroom.forms import OfferForm, WordsForm
from scicomm.newsroom.models import Dossier, Lead, StoryPage, Submission
from scicomm.newsroom.rules import submissions as rules
from scicomm.newsroom.rules.submissions import Figures
from scicomm.newsroom.views.panels import Panel, panel
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

A_PAGE = 25
UNITS_A_PAGE = 50


def offers_context(
    user: Any, unit: Unit, *, dossier: Dossier | None = None, lead: Lead | None = None, form: OfferForm | None = None
) -> dict[str, Any] | None:
    """What the panel "Offered upward" shows of a story or lead; None where there is nothing to show and nothing to do."""
    offers = queries.offers_of(dossier=dossier, lead=lead)
    above = queries.units_above(unit)
    taken = {row.to_unit_id for row in offers if row.state in {rules.OFFERED, rules.ADOPTED, rules.CHANGES}}
    free = [one for one in above if one.pk not in taken]
    ended = (dossier is not None and dossier.state == StoryState.WITHDRAWN) or (
        lead is not None and lead.state == "declined"
    )
    offers_now = bool(free) and not ended and permissions.can_offer(user, unit)
    if not offers and not offers_now:
        return None
    kind, pk = ("story", dossier.story_id) if dossier else ("lead", lead.pk if lead else 0)
    return {
        "offers": [{"row": row, "may": _may(user, row)} for row in offers],
        "form": form or OfferForm(units=free, auto_id="offer_%s") if offers_now else None,
        "url": reverse(f"newsroom_offer_{kind}", args=[pk]),
        "words_form": WordsForm(),
    }


def _may(user: Any, row: Submission) -> dict[str, bool]:
    adopts, offers = permissions.can_adopt(user, row.to_unit), permissions.can_offer(user, row.from_unit)
    may = {verb: adopts and rules.after(row.state, verb) is not None for verb in ("adopt", "ask", "decline")}
    may["end"] = adopts and rules.after(row.state, "end") is not None and row.dossier_id is not None
    may["again"] = offers and row.state == rules.CHANGES
    may["take_back"] = offers and rules.after(row.state, "take_back") is not None
    return {**may, "any": any(may.values())}


def _offered(context: dict[str, Any], forms: dict[str, Any]) -> Panel:
    return Panel(
        "newsroom/panels/offered.html",
        {**context, "error": forms.get("offer_error")},
        title=_("Offered upward"),
        anchor="offered",
        own_section=True,
    )


@panel(60)
def offered_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """Offered upward: to whom, what they said, and what may be done about it."""
    dossier = story.dossier
    context = offers_context(request.user, dossier.unit, dossier=dossier, form=forms.get("offer_form"))
    return _offered(context, forms) if context else None


def _back(row: Submission) -> HttpResponse:
    if row.dossier is not None:
        return redirect("newsroom_story", row.dossier.story_id)
    return redirect("newsroom_lead", row.lead_id or 0)


def _offer(request: HttpRequest, unit: Unit, address: str, pk: int, act: Callable[..., object]) -> HttpResponse:
    form = OfferForm(request.POST, units=queries.units_above(unit), auto_id="offer_%s")
    if not form.is_valid():
        messages.error(request, _("Choose to whom it is offered."))
        return redirect(address, pk)
    try:
        act(to=list(form.cleaned_data["to"]), words=form.cleaned_data["words"], acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Offered. You see here what they answer."))
    return redirect(address, pk)


@require_POST
def offer_story(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a story to units above."""
    found = permissions.get_story_for(request.user, pk)
    return _offer(
        request, found.dossier.unit, "newsroom_story", pk, lambda **values: actions.offer_story(found, **values)
    )


@require_POST
def offer_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a lead to units above."""
    found = permissions.get_lead_for(request.user, pk)
    return _offer(request, found.unit, "newsroom_lead", pk, lambda **values: actions.offer_lead(found, **values))


STEPS: dict[str, Callable[..., Submission]] = {
    "adopt": actions.adopt,
    "ask": actions.ask_for_changes,
    "decline": actions.decline_offer,
    "end": actions.end_adoption,
    "again": actions.offer_again,
    "take_back": actions.take_back_offer,
}


@require_POST
def submission_step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step: the button's name is the verb, the words go with it. What is refused keeps the words."""
    found = permissions.get_submission_for(request.user, pk)
    verb = next((name for name in STEPS if name in request.POST), "")
    form = WordsForm(request.POST)
    if not verb or not form.is_valid():
        messages.error(request, _("Say what should become of the offer, in at most 2000 characters."))
        return redirect("newsroom_submission", pk)
    try:
        row = STEPS[verb](found, words=form.cleaned_data["words"], acting_user=request.user)
    except ValidationError as error:
        found = permissions.get_submission_for(request.user, pk)
        return _submission_page(request, found, form, " ".join(error.messages), 409)
    done = {
        "adopt": _("Adopted. Your site shows it as soon as it is public, with the name of its institute."),
        "ask": _("Asked. The unit reads your words and offers it again."),
        "decline": _("Declined. The unit reads your reason."),
        "end": _("Taken off your site. The unit reads your reason."),
        "again": _("Offered again."),
        "take_back": _("Taken back."),
    }
    if row.topic_id and verb == "adopt":
        messages.success(request, _("Adopted: it is a topic of yours now, and the institute keeps its lead."))
        return redirect("newsroom_topic", row.topic_id)
    messages.success(request, done[verb])
    return _back(row)


def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One offer by itself: what was said, and the answer."""
    return _submission_page(request, permissions.get_submission_for(request.user, pk), WordsForm(), "", 200)


def _submission_page(request: HttpRequest, found: Submission, form: WordsForm, error: str, status: int) -> HttpResponse:
    rows = queries.offers_of(dossier=found.dossier, lead=found.lead)
    context = {
        "page_title": found.title,
        "page_note": _("%(from)s to %(to)s") % {"from": found.from_unit.name, "to": found.to_unit.name},
        "offers": [{"row": row, "may": _may(request.user, row)} for row in rows if row.pk == found.pk],
        "row": found,
        "words_form": form,
        "error": error,
    }
    return render(request, "newsroom/submission.html", context, status=status)


def _overseers_only(request: HttpRequest) -> None:
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied


def submissions(request: HttpRequest) -> HttpResponse:
    """What was offered to my units and what they offered."""
    _overseers_only(request)
    side = request.GET.get("side", "")
    state = request.GET.get("state", "")
    state = state if state in SubmissionState.values else ""
    rows = queries.submissions_listed(request.user, side=side, state=state)
    context = {
        "page_title": _("Offered upward"),
        "page_actions": [
            {"url": reverse("newsroom_submission_figures"), "label": _("By unit and month"), "icon": "score"}
        ],
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "sides": [
            {"value": value, "label": label, "here": value == side}
            for value, label in (("", _("All")), ("in", _("To us")), ("out", _("From us")))
        ],
        "states": [
            {"value": value, "label": label, "here": value == state}
            for value, label in (("", _("any")), *SubmissionState.choices)
        ],
        "side": side,
        "state": state,
    }
    return render(request, "newsroom/submissions.html", context)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    if not text:
        return timezone.localdate().year
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and 2000 <= int(text) <= 2200):
        raise Http404
    return int(text)


def submission_figures(request: HttpRequest) -> HttpResponse:
    """What the units offered in a year and what became of it, by unit and month."""
    _overseers_only(request)
    year = _year(request)
    table = queries.submissions_table(request.user, year)
    page = Paginator(table.rows, UNITS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Offered upward in %(year)s") % {"year": year},
        "page_actions": [
            {"url": f"{reverse('newsroom_submission_csv')}?year={year}", "label": _("Export CSV"), "icon": "download"}
        ],
        "year": year,
        "years": queries.submission_years(request.user),
        "total": table.total,
        "page": page,
    }
    return render(request, "newsroom/submission_figures.html", context)


def _cells(figures: Figures) -> list[Any]:
    rate = "" if figures.rate is None else f"{figures.rate}%"
    days = "" if figures.median_days is None else f"{figures.median_days:g}"
    return [figures.offered, figures.adopted, figures.changes, figures.declined, rate, days]


def submission_csv(request: HttpRequest) -> HttpResponse:
    """The table as a file for a spreadsheet: a row for each unit and month, and one for each unit's year."""
    _overseers_only(request)
    year = _year(request)
    table = queries.submissions_table(request.user, year)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="submissions-{year}.csv"'
    response.write("\ufeff")  # so that spreadsheets read the Chinese as UTF-8
    writer = csv.writer(response)
    writer.writerow(
        [_("Unit"), _("Short address"), _("Year"), _("Month"), _("Offered"), _("Adopted"), _("Asked for changes"),
         _("Declined"), _("Adoption rate"), _("Median working days to an answer")]
    )  # fmt: skip
    for row in table.rows:
        name = [safe_cell(row.unit.name), safe_cell(row.unit.slug), year]
        writer.writerow([*name, "", *_cells(row.year)])
        writer.writerows([*name, month, *_cells(figures)] for month, figures in row.months.items())
    return response
