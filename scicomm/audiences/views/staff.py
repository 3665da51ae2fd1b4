"""Pages for staff: the inbox of kept mails, sending an issue now, readers' requests."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.audiences import actions, permissions
from scicomm.audiences.clients import KeptMail, mail_names, read_mail
from scicomm.audiences.enums import MailState
from scicomm.audiences.forms import SendNowForm
from scicomm.audiences.models import SavedSearch
from scicomm.audiences.queries import most_watched, words_of

PER_PAGE = 25


def _mail_for(request: HttpRequest, name: str) -> KeptMail:
    found = read_mail(name) if permissions.reads_mail(request.user) else None
    if found is None:
        raise Http404
    return found


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The mails that were kept in the folder instead of being sent, newest first."""
    if not permissions.reads_mail(request.user):
        raise Http404
    page = Paginator(mail_names(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Mail"),
        "page": page,
        "mails": [mail for mail in (read_mail(name) for name in page) if mail],
        "is_folder": settings.SCICOMM_MAIL != "smtp",
    }
    return render(request, "audiences/admin/inbox.html", context)


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, its text, and its HTML in a frame that can do nothing."""
    found = _mail_for(request, name)
    return render(
        request, "audiences/admin/mail.html", {"page_title": found.subject or _("(no subject)"), "mail": found}
    )


@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail for the frame: no scripts, no forms, nothing from elsewhere."""
    response = HttpResponse(_mail_for(request, name).html)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def send_now(request: HttpRequest) -> HttpResponse:
    """Send a newsletter at once instead of waiting for its day."""
    newsletters = permissions.newsletters_for(request.user)
    if not newsletters.exists():
        raise Http404
    form = SendNowForm(request.POST or None, newsletters=newsletters)
    if request.method == "POST" and form.is_valid():
        channel = form.cleaned_data["newsletter"]
        try:
            issue = actions.send_issue_now(channel.unit, channel.language, acting_user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            count = issue.mails.count()
            messages.success(
                request,
                ngettext(
                    "On its way to %(count)d reader. The issue below shows when it has arrived.",
                    "On its way to %(count)d readers. The issue below shows when all have it.",
                    count,
                )
                % {"count": count},
            )
            return redirect(reverse("issues:inspect", args=[issue.pk]))
    return render(request, "audiences/admin/send_now.html", {"page_title": _("Send a newsletter now"), "form": form})


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a subscription because its reader asked for it."""
    row = permissions.get_subscription_for(request.user, pk)
    actions.end_subscription(row, acting_user=request.user)
    messages.success(request, _("Ended. This reader gets no further mail."))
    return redirect(reverse("subscriptions:inspect", args=[row.pk]))


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a reader's data because they asked for it."""
    row = permissions.get_subscription_for(request.user, pk)
    actions.erase_reader(row, acting_user=request.user)
    messages.success(request, _("Erased. The address is gone; kept copies of mails follow within the hour."))
    return redirect(reverse("subscriptions:inspect", args=[row.pk]))


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a failed mail a fresh set of tries."""
    row: Any = actions.retry_mail(permissions.get_outgoing_mail_for(request.user, pk), acting_user=request.user)
    if row.state == MailState.QUEUED:
        messages.success(request, _("Queued again; it goes out within seconds."))
    return redirect(reverse("outgoing_mails:inspect", args=[row.pk]))


@require_safe
def watched(request: HttpRequest) -> HttpResponse:
    """What readers watch most: queries and numbers, never who."""
    if not permissions.sees_watched_queries(request.user):
        raise Http404
    page = Paginator(most_watched(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"words": words_of(query), "url": query.get_absolute_url(), "readers": query.readers, "query": query}  # type: ignore[attr-defined]
        for query in page
    ]
    context = {
        "page_title": _("What readers watch"),
        "page": page,
        "rows": rows,
        "searches": SavedSearch.objects.running().count(),
    }
    return render(request, "audiences/admin/watched.html", context)
