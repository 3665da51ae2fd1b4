"""Previews of the digest for staff: as any made-up person, and, for keepers of addresses, a real reader's next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.audiences.actions.digest_feedback import note_look
from scicomm.audiences.forms.digests import NumberForm, PreviewForm
from scicomm.audiences.models import Digest, DigestEdition
from scicomm.audiences.permissions import get_subscription_for, keeps_addresses
from scicomm.audiences.permissions.digests import sees_digests
from scicomm.audiences.queries.digest_desk import made_up_digest, next_digest
from scicomm.audiences.queries.profile_rows import Described
from scicomm.audiences.rules import Letter

# Writes a digest as it would be mailed. The letters stand among the tasks, which views do not know: the address table brings both
# together (wagtail_hooks).
Write = Callable[[Digest, DigestEdition, str], Letter | None]

# The frame of the letter runs nothing and loads nothing from elsewhere.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def _asked(request: HttpRequest) -> PreviewForm:
    """The made-up reader of the address; the usual one where nothing was asked."""
    if request.GET:
        return PreviewForm(request.GET)
    usual = QueryDict(mutable=True)
    usual.update({"language": request.LANGUAGE_CODE, "level": "3", "is_personal": "on"})
    return PreviewForm(usual)


def _made(form: PreviewForm) -> tuple[Digest, DigestEdition, str]:
    data = form.cleaned_data
    segment = data["segment"]
    reader = Described(
        language=data["language"],
        level=int(data["level"]),
        segments=(segment.pk,) if segment else (),
        interests=tuple((subject.pk, 2) for subject in data["subjects"]),
        media=tuple(data["kinds"]),
        region=data["region"],
        is_personal=data["is_personal"],
    )
    row, edition = made_up_digest(reader, now=timezone.now())
    return row, edition, data["language"]


@require_safe
def preview(request: HttpRequest, write: Write) -> HttpResponse:
    """The form of a made-up person, and what they would get: HTML, on a telephone, as text."""
    if not sees_digests(request.user):
        raise Http404
    form = _asked(request)
    letter = write(*_made(form)) if form.is_valid() else None
    context = {
        "page_title": _("Preview of the digest"), "form": form, "letter": letter,
        "html_url": f"{reverse('audiences_digest_preview_html')}?{request.GET.urlencode()}",
        "number_form": NumberForm() if keeps_addresses(request.user) else None,
        "page_note": _("A person that you make up. Nobody's real data is looked at."),
    }  # fmt: skip
    return render(request, "audiences/admin/digest_preview.html", context)


@require_safe
def preview_html(request: HttpRequest, write: Write) -> HttpResponse:
    """The letter of the made-up person, for the frame."""
    form = _asked(request)
    if not sees_digests(request.user) or not form.is_valid():
        raise Http404
    letter = write(*_made(form))
    return _framed(letter.html if letter else "")


def _framed(html: str) -> HttpResponse:
    response = HttpResponse(html)
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, write: Write) -> HttpResponse:
    """A real reader's next digest, by the number of the subscription; each look is written down."""
    if not keeps_addresses(request.user):
        raise Http404
    form = NumberForm(request.POST or None)
    context: dict[str, Any] = {"page_title": _("A reader's next digest"), "form": form}
    if request.method == "POST" and form.is_valid():
        context |= _looked(request, form, write)
    return render(request, "audiences/admin/digest_look.html", context)


def _looked(request: HttpRequest, form: NumberForm, write: Write) -> dict[str, Any]:
    try:
        subscription = get_subscription_for(request.user, form.cleaned_data["number"])
    except Http404:
        form.add_error("number", _("There is no subscription of this number."))
        return {}
    made = next_digest(subscription, timezone.now()) if subscription.kind == "digest" else None
    if made is None:
        form.add_error("number", _("This subscription is none for the digest."))
        return {}
    note_look(subscription, acting_user=request.user)
    letter = write(*made, subscription.language)
    return {"letter": letter, "subscription": subscription, "is_empty": letter is None}
