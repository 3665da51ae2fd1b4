"""The staff pages of refused files: mended in the browser or by a file, replayed, downloaded as they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.journals import actions, permissions, queries
from scicomm.journals.forms import MendForm, MendTextForm
from scicomm.journals.models import QuarantinedFile
from scicomm.journals.rules.reading import Refusal, read_data
from scicomm.journals.rules.refusals import stored_words
from scicomm.journals.rules.sources import EDIT_BYTES, SourceLine, bytes_to_read, lines_around, text_for_editing


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the text that is shown, and where."""

    line: int
    column: int
    message: str
    lines: list[SourceLine]

    @property
    def said(self) -> str:
        """The reason with its line."""
        return _said(self.line, self.message)


def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """The source around the wrong line, a field to mend it in, or a mended file; when it goes in, the refusal is closed."""
    refused = permissions.get_quarantined_for(request.user, pk)
    may = permissions.can_mend(request.user, refused)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        return _mended(request, refused)
    if not may:
        # Wagtail answers with its start page: a reader of the list sees the reason there.
        raise PermissionDenied
    text = _text_of(refused, fresh="fresh" in request.GET)
    return _page(request, refused, text, _problem_of(refused, text))


def _mended(request: HttpRequest, refused: QuarantinedFile) -> HttpResponse:
    by_file = "uploads" in request.FILES
    form = MendForm(request.POST, request.FILES) if by_file else MendTextForm(request.POST)
    if not form.is_valid():
        text = request.POST.get("text") or _text_of(refused)
        return _page(request, refused, text, _problem_of(refused, text), form)
    if by_file:
        data = form.cleaned_data["uploads"][0].read()
        text = text_for_editing(data) if len(data) <= EDIT_BYTES else ""
    else:
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        data = bytes_to_read(text)
    outcome = actions.mend_file(refused, data, acting_user=request.user, typed=text)
    if outcome.refusal is None:
        messages.success(request, _("%(title)s went in.") % {"title": outcome.title or outcome.doi})
        return redirect("journals_mend", refused.pk)
    problem = _problem(outcome.refusal, text)
    if by_file:
        form.add_error("uploads", problem.said)
    return _page(request, refused, text, problem, form if by_file else None, tried=True)


def _page(
    request: HttpRequest,
    refused: QuarantinedFile,
    text: str,
    problem: Problem,
    form: Any = None,
    *,
    tried: bool = False,
) -> HttpResponse:
    is_text = isinstance(form, MendTextForm)
    context = {
        "page_title": _("Mend a refused file"),
        "page_actions": [{"url": reverse("quarantine:index"), "label": _("Refused files"), "main": False}],
        "refused": refused,
        "problem": problem,
        "tried": tried,
        "is_open": refused.state == QuarantinedFile.State.OPEN,
        "is_package": bool(refused.package) and not refused.entry,
        "can_edit": bool(text) or is_text,
        "text_form": form if is_text else MendTextForm(initial={"text": text}),
        "form": form if isinstance(form, MendForm) else MendForm(),
        "has_draft": bool(refused.draft),
    }
    return render(request, "journals/mend.html", context)


def _text_of(refused: QuarantinedFile, *, fresh: bool = False) -> str:
    """What the editor left behind, else the source as it came; empty where it is too large or was not kept."""
    if refused.draft and not fresh:
        return refused.draft
    data = actions.source_of(refused)
    return text_for_editing(data) if len(data) <= EDIT_BYTES else ""


def _problem_of(refused: QuarantinedFile, text: str) -> Problem:
    """What is wrong with a text: what the row says of the source, what the reader says of a draft."""
    if refused.draft and text == refused.draft:
        read = read_data(bytes_to_read(text), refused.file_name)
        if isinstance(read, Refusal):
            return _problem(read, text)
    line, column = refused.line or 0, _column(refused.params)
    return Problem(line, column, refused.message, lines_around(text, line, column) if text else [])


def _problem(refusal: Refusal, text: str) -> Problem:
    words = stored_words(refusal.reason_code, refusal.params, refusal.reason)
    column = _column(refusal.params)
    return Problem(refusal.line, column, words, lines_around(text, refusal.line, column) if text else [])


def _column(params: dict[str, Any]) -> int:
    found = params.get("column", 0)
    return found if isinstance(found, int) else 0


def _said(line: int, message: str) -> str:
    return _("Line %(line)d: %(reason)s") % {"line": line, "reason": message} if line else message


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The source, or the package, as it came; always a download."""
    refused = permissions.get_quarantined_for(request.user, pk)
    stored = refused.source or refused.package
    if not stored:
        raise Http404
    try:
        with stored.open("rb") as stream:
            response = HttpResponse(stream.read(), content_type="application/octet-stream")
    except FileNotFoundError:
        raise Http404 from None
    name = refused.file_name.rpartition("/")[2] or "source.xml"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Try one refused file again as it is; its run says what became of it."""
    refused = permissions.get_quarantined_for(request.user, pk)
    if not permissions.can_mend(request.user, refused):
        raise PermissionDenied
    if not refused.can_replay:
        raise Http404
    (run,) = actions.start_replay([refused], acting_user=request.user)
    return redirect("journals_run", run.pk)


def replay_all(request: HttpRequest) -> HttpResponse:
    """Refused files by their reason, each reason to be tried again at once: after the software has learned, say."""
    if not permissions.can_take_in_anywhere(request.user):
        raise PermissionDenied
    if request.method == "POST":
        rows = queries.replayable(request.user, request.POST.get("reason") or "-")
        runs = actions.start_replay(rows, acting_user=request.user)
        if not runs:
            messages.warning(request, _("There is nothing left to try again."))
            return redirect("journals_replay")
        return redirect("journals_run", runs[0].pk) if len(runs) == 1 else redirect("journals_take_in")
    context = {
        "page_title": _("Try refused files again"),
        "page_note": _("After an update of the software, or when what was missing has come in."),
        "page_actions": [{"url": reverse("quarantine:index"), "label": _("Refused files"), "main": False}],
        "reasons": queries.reasons_to_replay(request.user),
    }
    return render(request, "journals/replay.html", context)
