"""The desk's list of cases: what waits for oneself, what is asked for, and one step for several at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from scicomm.organisation.models import User
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere, units_under
from scicomm.responses import actions, permissions, queries
from scicomm.responses.forms.case_lists import STATES, BulkForm, CasesAskedForm
from scicomm.responses.models import Case
from scicomm.responses.queries.case_lists import LATE, MINE, NOBODY

PER_PAGE = 25
MOST_UNITS = 60


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases one may read: what waits for oneself on top, then what is asked for. The address keeps what was asked."""
    units = list(units_under(request.user, OVERSEERS).order_by("path")[:MOST_UNITS])
    handles = holds_anywhere(request.user, permissions.HANDLERS)
    officers = queries.officers_of(request.user) if handles else []
    form = CasesAskedForm(request.GET, units=units, officers=officers)
    asked = form.asked
    page = Paginator(queries.cases_asked(request.user, asked), PER_PAGE).get_page(request.GET.get("page"))
    plain = asked == queries.Asked() and page.number == 1
    waiting = queries.rows_of(queries.cases_waiting_for(request.user)[:PER_PAGE]) if plain else []
    on_top = {row.case.pk for row in waiting}
    kept = {name: value for name, value in form.cleaned_data.items() if value}
    context = {
        "page_title": _("Q&A"),
        "page": page,
        "form": form,
        "is_asked": asked != queries.Asked(),
        "waiting": waiting,
        "parts": queries.parts_waiting_for(request.user)[:PER_PAGE] if plain else [],
        "rows": [row for row in queries.rows_of(page) if row.case.pk not in on_top],
        "states": [{"value": value, "label": label, "here": value == asked.state} for value, label in STATES],
        "ready": _ready_lists(asked),
        "officers": officers,
        "handles": handles,
        "back": urlencode(kept),
        "query": f"{urlencode(kept)}&" if kept else "",
    }
    return render(request, "responses/cases.html", context)


def _ready_lists(asked: queries.Asked) -> list[dict[str, Any]]:
    """Lists that are asked for daily."""
    lists = [
        (_("Mine"), {"officer": MINE}), (_("Nobody's"), {"officer": NOBODY}), (_("Late"), {"late": LATE}),
        (_("Press"), {"kind": "media"}),
    ]  # fmt: skip
    return [
        {"label": label, "query": urlencode(wanted), "here": asked == queries.Asked(**wanted)}
        for label, wanted in lists
    ]


@require_POST
def cases_bulk(request: HttpRequest) -> HttpResponse:
    """Take, name or shut several cases; each that cannot be is named with its reason, the others are done."""
    officers = queries.officers_of(request.user)
    back = redirect(f"{reverse('responses_cases')}?{_safe(request.POST.get('back', ''))}")
    form = BulkForm(request.POST, officers=officers)
    if not form.is_valid():
        for problems in form.errors.values():
            messages.error(request, " ".join(str(one) for one in problems))
        return back
    act, officer = form.cleaned_data["act"], form.cleaned_data["officer"]
    done = 0
    for case in permissions.cases_for(request.user).filter(pk__in=form.cleaned_data["case"]).distinct().order_by("pk"):
        try:
            _do(case, act, officer, request.user)
        except (ValidationError, PermissionDenied) as error:
            why = " ".join(error.messages) if isinstance(error, ValidationError) else _("You do not handle this case.")
            messages.warning(request, _("%(title)s: %(why)s") % {"title": case.title[:80], "why": why})
        else:
            done += 1
    if done:
        messages.success(request, ngettext("%(count)d case: done.", "%(count)d cases: done.", done) % {"count": done})
    return back


def _do(case: Case, act: str, officer: User | None, user: Any) -> None:
    if act == BulkForm.SPAM:
        actions.shut_as_spam(case, acting_user=user)
    else:
        actions.set_officer(case, officer=officer if act == BulkForm.NAME and officer else user, acting_user=user)


def _safe(back: str) -> str:
    """What was asked of the list before, and nothing else: no other address, no line breaks."""
    return "".join(char for char in back[:600] if char.isalnum() or char in "=&%+-._")
