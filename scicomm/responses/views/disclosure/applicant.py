"""The public request form and the applicant's private page behind number and code."""

from __future__ import annotations

import uuid

from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.core.queries import calendar
from scicomm.organisation.models import Unit
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.enums import LIVE, LetterKind, RequestState
from scicomm.responses.forms.disclosure import ClarifyForm, CodeForm, RequestForm
from scicomm.responses.models import DisclosureRequest, Redaction, RequestLetter
from scicomm.responses.queries.disclosure.requests import clock_of, code_of, request_by_code
from scicomm.responses.rules.disclosure import ANSWER_DAYS, FORGET_APPLICANT_AFTER
from scicomm.responses.views.disclosure.papers import letter_pdf, pdf_response
from scicomm.responses.views.limits import asks_too_often

TICKET = "responses.disclosure"
TICKET_SECONDS = 3600
TRIES_AN_HOUR = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """The form; after it number and code, shown once. Posted again it is the same request with the same code."""
    units = Unit.objects.filter(depth__lte=3, is_active=True).order_by("path")
    form = RequestForm(request.POST or None, units=units)
    if request.method == "POST":
        if asks_too_often(request):
            return render(request, "429.html", {"robots": "noindex"}, status=429)
        if form.is_trapped:
            # A program learns nothing: it sees a page like a person's, and nothing is kept.
            shown = {"number": "—", "code": code_of(uuid.uuid4()), "robots": "noindex"}
            return render(request, "responses/disclosure/filed.html", shown)
        if form.is_valid():
            try:
                return _filed(request, form)
            except ValidationError as error:
                form.add_error("wanted", error)
    context = {"form": form, "days": ANSWER_DAYS, "kept_days": FORGET_APPLICANT_AFTER.days, "robots": "noindex"}
    return render(request, "responses/disclosure/file.html", context, status=400 if form.errors else 200)


def _filed(request: HttpRequest, form: RequestForm) -> HttpResponse:
    data = form.cleaned_data
    found, code = actions.file_request(
        unit=data["unit"], applicant_kind=data["applicant_kind"], applicant=form.applicant, wanted=data["wanted"],
        delivery=data["delivery"], language=get_language() or "zh-hans", post_key=data["post_key"] or uuid.uuid4(),
    )  # fmt: skip
    return render(
        request, "responses/disclosure/filed.html", {"number": found.number, "code": code, "robots": "noindex"}
    )


def _tries_too_often(number: str) -> bool:
    """Count one more try at a number, from wherever; True above twenty an hour. A code has 58 bits, so this is enough."""
    key = f"responses:disclosure:{number[:20]}"
    cache.add(key, 0, timeout=3600)
    try:
        return int(cache.incr(key)) > TRIES_AN_HOUR
    except ValueError:
        return False


def _by_ticket(ticket: str) -> DisclosureRequest:
    try:
        pk = signing.loads(ticket, salt=TICKET, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    found = DisclosureRequest.objects.filter(pk=pk).select_related("unit").first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Number and code open the page of one's own request; on it one clarifies or withdraws. No cookie, no account."""
    if "ticket" in request.POST:
        return _own_step(request, _by_ticket(request.POST["ticket"]))
    form = CodeForm(request.POST or None, initial={"number": request.GET.get("number", "")[:20]})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip()
        if asks_too_often(request, "code") or _tries_too_often(number):
            return render(request, "429.html", {"robots": "noindex"}, status=429)
        found = request_by_code(number, form.cleaned_data["code"])
        if found is not None:
            return _own(request, found)
        form.add_error("code", _("Number and code do not belong together."))
    context = {"form": form, "robots": "noindex"}
    return render(request, "responses/disclosure/status.html", context, status=400 if form.errors else 200)


def _own_step(request: HttpRequest, found: DisclosureRequest) -> HttpResponse:
    form = ClarifyForm(request.POST if "clarify" in request.POST else None)
    try:
        if "withdraw" in request.POST:
            return _own(request, actions.withdraw_request(found))
        if form.is_valid():
            return _own(request, actions.clarify_request(found, text=form.cleaned_data["text"]))
    except ValidationError as error:
        return _own(request, found, problems=error.messages, form=form, status=409)
    return _own(request, found, form=form, status=400 if form.errors else 200)


def _own(request: HttpRequest, found: DisclosureRequest, status: int = 200, **given: object) -> HttpResponse:
    letters = found.letters.filter(sent_on__isnull=False).exclude(kind=LetterKind.THIRD_PARTY)
    open_ = found.state == RequestState.OPEN
    context = {
        "found": found,
        "clock": clock_of(found, timezone.localdate(), calendar()) if open_ else None,
        "letters": letters,
        "papers": found.redactions.filter(released_on__isnull=False).defer("original", "handed_out"),
        "ticket": signing.dumps(found.pk, salt=TICKET),
        "is_live": found.state in LIVE,
        "asks": found.state == RequestState.CLARIFY,
        "robots": "noindex",
        "form": ClarifyForm(),
        **given,
    }
    return render(request, "responses/disclosure/own.html", context, status=status)


@never_cache
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter that was sent, as PDF, for who came through number and code within the hour."""
    found = _by_ticket(request.GET.get("t", ""))
    one = RequestLetter.objects.filter(pk=pk, request=found, sent_on__isnull=False)
    sent = one.exclude(kind=LetterKind.THIRD_PARTY).select_related("request").first()
    if sent is None:
        raise Http404
    return pdf_response(letter_pdf(sent), sent.number)


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A redacted copy that was released; never the original."""
    found = _by_ticket(request.GET.get("t", ""))
    one = Redaction.objects.filter(pk=pk, request=found, released_on__isnull=False).defer("original").first()
    if one is None:
        raise Http404
    return handed_out(one)


def handed_out(one: Redaction) -> HttpResponse:
    """The redacted copy as a file."""
    if one.is_pdf:
        return pdf_response(bytes(one.handed_out), f"copy-{one.pk}")
    answer = HttpResponse(bytes(one.handed_out), content_type="text/plain; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
