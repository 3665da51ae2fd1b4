"""The desk of briefs: the register, one brief with its readers and receipts, its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.audiences.actions import brief_copies, briefs
from scicomm.audiences.enums import BriefState
from scicomm.audiences.forms.briefs import BriefForm, ReadersForm, StartBriefForm
from scicomm.audiences.models import Brief
from scicomm.audiences.permissions.briefs import (
    brief_units,
    can_approve_brief,
    can_write_brief,
    get_brief_copy_for,
    get_brief_for,
    knows_briefs,
)
from scicomm.audiences.queries.briefs import brief_figures, briefs_listed, copies_of, paper_of
from scicomm.audiences.rules.briefs import render_pdf, sections_of

PER_PAGE = 25


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The register of briefs, and the year in numbers."""
    if not knows_briefs(request.user):
        raise PermissionDenied
    state = request.GET.get("state", "")
    state = state if state in BriefState.values else ""
    words = " ".join(request.GET.get("q", "").split())[:100]
    year = timezone.localdate().year
    chips = [{"value": "", "label": _("All"), "here": not state}]
    chips += [{"value": value, "label": label, "here": state == value} for value, label in BriefState.choices]
    context = {
        "page_title": _("Briefs"),
        "page": Paginator(briefs_listed(request.user, state, words), PER_PAGE).get_page(request.GET.get("page")),
        "states": chips,
        "state": state,
        "q": words,
        "year": year,
        "figures": brief_figures(request.user, year),
        "may_write": brief_units(request.user).exists(),
    }
    return render(request, "audiences/admin/briefs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a brief."""
    units = brief_units(request.user)
    if not units.exists():
        raise PermissionDenied
    form = StartBriefForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        brief = briefs.write_brief(None, acting_user=request.user, **form.cleaned_data)
        return redirect("audiences_brief", brief.pk)
    context = {"page_title": _("New brief"), "form": form}
    return render(request, "audiences/admin/brief_new.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A brief: written while it is a draft, then its readers, receipts and answers."""
    brief = get_brief_for(request.user, pk)
    may_write = can_write_brief(request.user, brief.unit)
    writes = may_write and brief.state == BriefState.DRAFT
    form = BriefForm(request.POST or None, brief=brief, initial=_initial(brief)) if writes else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _keep(request, brief, form):
            return redirect("audiences_brief", brief.pk)
    return _shown(request, brief, form, codes=request.session.pop(f"brief-codes-{brief.pk}", None))


def _initial(brief: Brief) -> dict[str, Any]:
    return {
        "title": brief.title,
        "summary": brief.summary,
        "circulation": brief.circulation,
        "experts": brief.experts.all(),
        "expires_on": timezone.localdate(brief.expires_at) if brief.expires_at else None,
    }


def _keep(request: HttpRequest, brief: Brief, form: BriefForm) -> bool:
    data = form.cleaned_data
    # Readable to the end of that day in the house's time.
    until = data["expires_on"] and timezone.make_aware(dt.datetime.combine(data["expires_on"], dt.time(23, 59)))
    try:
        briefs.write_brief(
            brief, unit=brief.unit, acting_user=request.user, experts=data["experts"], title=data["title"],
            summary=data["summary"], circulation=data["circulation"], texts=form.texts, expires_at=until,
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Saved."))
    return True


def _shown(
    request: HttpRequest, brief: Brief, form: BriefForm | None, *, readers: ReadersForm | None = None, codes: Any = None
) -> HttpResponse:
    may_write = can_write_brief(request.user, brief.unit)
    draft = brief.state == BriefState.DRAFT
    context = {
        "page_title": brief.title,
        "brief": brief,
        "form": form,
        "sections": sections_of(brief.kind, brief.texts),
        "copies": copies_of(brief),
        "readers_form": (readers or ReadersForm()) if may_write and draft else None,
        "codes": codes or {},
        "may_write": may_write,
        "may_approve": brief.state == BriefState.SUBMITTED and can_approve_brief(request.user, brief),
        "may_issue": may_write and brief.state == BriefState.APPROVED,
        "may_return": brief.state in {BriefState.SUBMITTED, BriefState.APPROVED}
        and (may_write or can_approve_brief(request.user, brief)),
        "may_recall": brief.state in {BriefState.ISSUED, BriefState.EXPIRED}
        and (may_write or can_approve_brief(request.user, brief)),
        "is_issued": brief.state == BriefState.ISSUED,
    }
    failed = bool((form and form.errors) or (readers and readers.errors))
    return render(request, "audiences/admin/brief.html", context, status=400 if failed else 200)


@require_POST
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Name readers; what was typed wrong comes back."""
    brief = get_brief_for(request.user, pk)
    form = ReadersForm(request.POST)
    if form.is_valid():
        try:
            made = briefs.name_readers(brief, form.cleaned_data["readers"], acting_user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Readers added: %(count)d.") % {"count": len(made)})
            return redirect("audiences_brief", brief.pk)
    writes = can_write_brief(request.user, brief.unit) and brief.state == BriefState.DRAFT
    own = BriefForm(brief=brief, initial=_initial(brief)) if writes else None
    return _shown(request, brief, own, readers=form)


def _step(request: HttpRequest, brief: Brief, verb: Callable[[], Any], done: str) -> HttpResponse:
    """One step; what stands against it is said on the brief's page."""
    try:
        verb()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("audiences_brief", brief.pk)


@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Send for approval, approve, give back, issue, recall: each asks the action, which knows who may."""
    brief, user = get_brief_for(request.user, pk), request.user
    note = request.POST.get("note", "")[:2000]
    if verb == "submit":
        return _step(request, brief, lambda: briefs.submit_brief(brief, acting_user=user), _("It waits for approval."))
    if verb == "approve":
        return _step(request, brief, lambda: briefs.approve_brief(brief, acting_user=user, note=note), _("Approved."))
    if verb == "return":
        return _step(request, brief, lambda: briefs.return_brief(brief, acting_user=user, note=note), _("Given back."))
    if verb == "recall":
        return _step(
            request,
            brief,
            lambda: briefs.recall_brief(brief, acting_user=user, reason=note),
            _("Recalled; its readers are told."),
        )
    return _step(request, brief, lambda: _issue(request, brief), _("Issued; the letters go out within a minute."))


def _issue(request: HttpRequest, brief: Brief) -> None:
    _row, codes = briefs.issue_brief(brief, acting_user=request.user)
    if codes:
        # Shown once on the next page, then gone: they are kept nowhere in words.
        request.session[f"brief-codes-{brief.pk}"] = {str(pk): code for pk, code in codes.items()}


@require_POST
def copy_step(request: HttpRequest, pk: int, copy_pk: int, verb: str) -> HttpResponse:
    """Drop a reader of a draft, renew a link, take one copy back."""
    copy = get_brief_copy_for(request.user, pk, copy_pk)
    if verb == "drop":
        return _step(request, copy.brief, lambda: briefs.drop_reader(copy, acting_user=request.user), _("Taken off."))
    if verb == "withdraw":
        return _step(
            request,
            copy.brief,
            lambda: brief_copies.withdraw_copy(copy, acting_user=request.user),
            _("This copy is closed."),
        )
    return _step(request, copy.brief, lambda: _renew(request, copy), _("A new link goes out; the old one is void."))


def _renew(request: HttpRequest, copy: Any) -> None:
    _row, code = brief_copies.renew_copy(copy, acting_user=request.user)
    if code:
        request.session[f"brief-codes-{copy.brief_id}"] = {str(copy.pk): code}


@require_safe
def proof(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponse:
    """The paper of one copy as its reader will get it; it is no opening."""
    copy = get_brief_copy_for(request.user, pk, copy_pk)
    return pdf_answer(render_pdf(paper_of(copy)), f"brief-{copy.brief_id}-{copy.number}.pdf")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
