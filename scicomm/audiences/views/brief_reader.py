"""The reader's side of a brief: the link, the code where there is one, the page, the PDF, the answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from scicomm.audiences.actions.brief_copies import MOST_WRONG_CODES, BriefClosed, answer_copy, check_code, open_copy
from scicomm.audiences.enums import OpenedAs
from scicomm.audiences.forms.briefs import AnswerBriefForm, CodeForm
from scicomm.audiences.models import BriefCopy
from scicomm.audiences.permissions.briefs import get_copy_to_read
from scicomm.audiences.queries.briefs import paper_of, readable
from scicomm.audiences.rules.briefs import render_pdf
from scicomm.audiences.views.briefs import pdf_answer


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = render(request, f"audiences/briefs/{name}.html", {**context, "robots": "noindex"}, status=status)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Not `no-referrer`: with it a browser sends `Origin: null` with the code and the answer, which Django's check refuses.
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _closed(request: HttpRequest, copy: BriefCopy, why: str) -> HttpResponse:
    with override(copy.brief.language):
        return _page(request, "closed", {"brief": copy.brief, "why": why}, status=410)


def _unlocked(request: HttpRequest, copy: BriefCopy) -> bool:
    """A code given in this session; a renewed link has another salt and asks again."""
    return not copy.code_hash or request.session.get(f"brief-{copy.pk}") == copy.salt


@require_http_methods(["GET", "HEAD", "POST"])
def brief(request: HttpRequest, token: str) -> HttpResponse:
    """The door: who it is for, and the button that opens it. Opening is a POST, so that a program that follows links in mails
    gives no receipt for its reader."""
    copy = get_copy_to_read(token)
    if why := readable(copy, timezone.now()):
        return _closed(request, copy, why)
    with override(copy.brief.language):
        form = CodeForm(request.POST or None) if copy.code_hash else None
        if request.method == "POST" and (form is None or form.is_valid()):
            if form is None or check_code(copy, form.cleaned_data["code"]):
                request.session[f"brief-{copy.pk}"] = copy.salt
                return redirect("audiences:brief_read", token)
            copy.refresh_from_db()
            form.add_error("code", ValidationError(_wrong(copy)))
        context = {"copy": copy, "brief": copy.brief, "form": form}
        return _page(request, "door", context, status=400 if form and form.errors else 200)


def _wrong(copy: BriefCopy) -> str:
    if copy.wrong_codes >= MOST_WRONG_CODES:
        return _("Too many wrong codes. The unit that sent the brief can send you a new link.")
    return _("This is not the code of this copy.")


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The brief itself, and the reader's answer below it."""
    copy = get_copy_to_read(token)
    if why := readable(copy, timezone.now()):
        return _closed(request, copy, why)
    if request.session.get(f"brief-{copy.pk}") != copy.salt or not _unlocked(request, copy):
        return redirect("audiences:brief", token)
    with override(copy.brief.language):
        known = {"adoption": copy.adoption, "answer": copy.answer}
        form = AnswerBriefForm(request.POST or None, initial=known)
        try:
            if request.method == "POST" and form.is_valid():
                answer_copy(copy, **form.cleaned_data)
                return redirect(f"{request.path}?said=1#answer")
            if request.method == "GET" and "said" not in request.GET:
                open_copy(copy)
        except BriefClosed as closed:
            return _closed(request, copy, closed.why)
        context = {
            "copy": copy,
            "brief": copy.brief,
            "paper": paper_of(copy),
            "form": form,
            "said": "said" in request.GET and copy.answered_at,
            "token": token,
        }
        return _page(request, "read", context, status=400 if form.errors else 200)


@require_http_methods(["GET"])
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF of this copy, with the reader's name behind every page."""
    copy = get_copy_to_read(token)
    if why := readable(copy, timezone.now()):
        return _closed(request, copy, why)
    if request.session.get(f"brief-{copy.pk}") != copy.salt:
        return redirect("audiences:brief", token)
    try:
        open_copy(copy, opened_as=OpenedAs.PDF)
    except BriefClosed as closed:
        return _closed(request, copy, closed.why)
    return pdf_answer(render_pdf(paper_of(copy)), f"brief-{copy.brief.number}-{copy.number}.pdf")
