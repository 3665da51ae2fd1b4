"""The yearly inspection on the desk: rounds, their outlets, one self-check with its review and decision, the export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scicomm.channels import actions, permissions
from scicomm.channels.enums import InspectionState
from scicomm.channels.forms import DecideForm, MendedForm, ReviewForm, RoundForm, SelfCheckForm
from scicomm.channels.models import Inspection
from scicomm.channels.queries import patrol as reads
from scicomm.channels.rules import inspections as rules
from scicomm.channels.rules.sheets import Cell
from scicomm.channels.views.pages import download, form_page, number, refused
from scicomm.core.text import pick

PER_PAGE = 50
BADGES = {
    "open": "wait",
    "handed_in": "info",
    "returned": "stop",
    "reviewed": "info",
    "passed": "go",
    "to_mend": "wait",
    "mended": "info",
    "suspended": "stop",
}


@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """The rounds of all years."""
    rounds = list(permissions.rounds_for(request.user).order_by("-year"))
    mine = permissions.inspections_for(request.user)
    may = permissions.can_open_round(request.user)
    new = {"url": reverse("channels_round_new"), "label": _("Open this year's inspection"), "main": True}
    context = {
        "page_title": _("Yearly inspection of outlets"),
        "page_note": _("Each unit checks its outlets itself, the branch reviews, the academy decides."),
        "page_actions": [{"url": reverse("channels_matrix"), "label": _("Media matrix")}, *([new] if may else [])],
        "rounds": [(one, reads.round_sums(mine.filter(round=one))) for one in rounds[:20]],
        "may": may,
    }
    return render(request, "channels/matrix/rounds.html", context)


def new_round(request: HttpRequest) -> HttpResponse:
    if not permissions.can_open_round(request.user):
        raise PermissionDenied
    form = RoundForm(request.POST or None)
    back = reverse("channels_inspections")
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        values = form.cleaned_data
        if not refused(form, lambda: made.append(actions.open_round(acting_user=request.user, **values))):
            messages.success(request, _("Opened. The officers of all units with outlets are told by mail."))
            return redirect("channels_round", made[0].pk)
    return form_page(request, form, title=_("Open this year's inspection"), back=back, verb=_("Open"))


@require_safe
def inspection_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The outlets of a round."""
    found = permissions.get_round_for(request.user, pk)
    state = request.GET.get("state", "")
    state = state if state in InspectionState.values else ""
    mine = permissions.inspections_for(request.user)
    rows = reads.inspections_of(mine, found, state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    sums = reads.round_sums(mine.filter(round=found))
    base = reverse("channels_round_export", args=[found.pk])
    context = {
        "page_title": _("Inspection of %(year)s") % {"year": found.year},
        "page_actions": [
            {"url": f"{base}?format=csv", "label": "CSV"},
            {"url": f"{base}?format=xlsx", "label": "Excel"},
            {"url": reverse("channels_inspections"), "label": _("All years")},
        ],
        "round": found,
        "page": page,
        "rows": [(one, BADGES[one.state]) for one in page.object_list],
        "stats": [
            {"value": number(sums.total), "label": _("outlets")},
            {"value": number(sums.handed_in), "label": _("handed in")},
            {"value": number(sums.reviewed), "label": _("reviewed")},
            {"value": number(sums.decided), "label": _("decided")},
        ],
        "states": [{"value": "", "label": _("all"), "here": not state}]
        + [{"value": one.value, "label": one.label, "here": state == one.value} for one in InspectionState],
        "today": timezone.localdate(),
    }
    return render(request, "channels/matrix/round.html", context)


@require_safe
def round_export(request: HttpRequest, pk: int) -> HttpResponse:
    """A round as a file for a spreadsheet, a column for each question."""
    found = permissions.get_round_for(request.user, pk)
    head = [
        _("Unit"),
        _("Outlet"),
        _("Kind"),
        _("State"),
        *(pick(one["zh"], one["en"]) for one in found.questions),
        _("What the unit says"),
        _("What the reviewer says"),
        _("What the academy says"),
        _("To be mended by"),
        _("What was mended"),
    ]
    rows = reads.inspections_of(permissions.inspections_for(request.user), found)
    return download(request, f"inspection-{found.year}", head, (_line(one) for one in rows))


def _line(one: Inspection) -> list[Cell]:
    answers = []
    for question in one.round.questions:
        given = one.answers.get(question["code"], {})
        word = str(rules.ANSWERS.get(given.get("answer", ""), ""))
        answers.append(" · ".join(filter(None, [word, given.get("words", "")])))
    return [
        one.channel.unit.name,
        one.channel.name,
        one.channel.get_kind_display(),
        one.get_state_display(),
        *answers,
        one.own_words,
        one.review_words,
        one.decision_words,
        one.mend_by,
        one.mended_words,
    ]


def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet's inspection: what was answered and said, and the form of whoever is next."""
    row = permissions.get_inspection_for(request.user, pk)
    forms = _forms(request, row)
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        form = forms.get(verb)
        if form is None:
            raise PermissionDenied
        if form.is_valid() and not refused(form, lambda: _carry_out(request, row, verb, form)):
            messages.success(request, _("Saved."))
            return redirect("channels_inspection", row.pk)
    fill = forms.get("fill")
    answers = [
        {
            "label": pick(one["zh"], one["en"]),
            "answer": rules.ANSWERS.get(row.answers.get(one["code"], {}).get("answer", ""), "—"),
            "words": row.answers.get(one["code"], {}).get("words", ""),
            "fields": [fill[f"answer__{one['code']}"], fill[f"words__{one['code']}"]] if fill else [],
        }
        for one in row.round.questions
    ]
    context = {
        "page_title": row.channel.name,
        "page_note": _("Inspection of %(year)s, %(unit)s") % {"year": row.round.year, "unit": row.channel.unit.name},
        "page_actions": [
            {"url": reverse("channels_account", args=[row.channel_id]), "label": _("The account")},
            {"url": reverse("channels_round", args=[row.round_id]), "label": _("All outlets")},
        ],
        "row": row,
        "badge": BADGES[row.state],
        "answers": answers,
        **{f"{name}_form": form for name, form in forms.items()},
    }
    bad = any(form.is_bound and form.errors for form in forms.values())
    return render(request, "channels/matrix/inspection.html", context, status=400 if bad else 200)


def _forms(request: HttpRequest, row: Inspection) -> dict[str, Any]:
    """The forms that this user may fill in now, by verb."""
    verb = request.POST.get("verb", "") if request.method == "POST" else ""

    def data(name: str) -> Any:
        return request.POST if verb == name else None

    found: dict[str, Any] = {}
    if row.state in rules.STEPS["hand_in"][0] and permissions.can_answer_inspection(request.user, row):
        found["fill"] = SelfCheckForm(data("fill"), inspection=row)
    if row.state in rules.STEPS["review"][0] and permissions.can_review_inspection(request.user, row):
        found["review"] = ReviewForm(data("review"))
    if row.state in rules.STEPS["decide"][0] and permissions.can_decide_inspection(request.user, row):
        found["decide"] = DecideForm(data("decide"))
    if row.state in rules.STEPS["mend"][0] and permissions.can_answer_inspection(request.user, row):
        found["mend"] = MendedForm(data("mend"))
    return found


def _carry_out(request: HttpRequest, row: Inspection, verb: str, form: Any) -> None:
    user, values = request.user, form.cleaned_data
    if verb == "fill":
        hand_in = "hand_in" in request.POST
        actions.fill_inspection(row, form.answers, values["own_words"], acting_user=user, hand_in=hand_in)
    elif verb == "review":
        actions.review_inspection(row, values["words"], acting_user=user, agreed="agree" in request.POST)
    elif verb == "decide":
        actions.decide_inspection(row, values["decision"], values["words"], acting_user=user, mend_by=values["mend_by"])
    else:
        actions.report_mended(row, values["words"], acting_user=user)
