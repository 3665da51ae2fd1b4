"""The desk of contacts: the list, a table taken in, one contact; and letters to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.audiences.actions import contacts as verbs
from scicomm.audiences.actions import mailings as letters
from scicomm.audiences.enums import ContactKind, MailingState
from scicomm.audiences.forms.contacts import ContactForm, ImportContactsForm, MailingForm, SendAtForm
from scicomm.audiences.models import Mailing
from scicomm.audiences.permissions.contacts import (
    contact_lists_for,
    contact_units,
    get_contact_for,
    get_mailing_for,
    keeps_contacts,
)
from scicomm.audiences.queries.contacts import (
    contacts_listed,
    greeting,
    lists_with_numbers,
    mailings_listed,
    paragraphs_of,
    recipients_of_mailing,
    stories_of_mailing,
)

PER_PAGE = 50


def _keeper(request: HttpRequest) -> None:
    if not keeps_contacts(request.user):
        raise PermissionDenied


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The contacts of one's units, by kind, list and words."""
    _keeper(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in ContactKind.values else ""
    chosen = request.GET.get("list", "")
    list_id = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0
    words = " ".join(request.GET.get("q", "").split())[:100]
    rows = contacts_listed(request.user, kind=kind, list_id=list_id, words=words)
    context = {
        "page_title": _("Contacts"),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": [("", _("All")), *ContactKind.choices],
        "kind": kind,
        "lists": lists_with_numbers(request.user),
        "list_id": list_id,
        "q": words,
    }
    return render(request, "audiences/admin/contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A table of contacts. What was refused is named by its row, with the reason; everything else is kept."""
    _keeper(request)
    form = ImportContactsForm(request.POST or None, request.FILES or None, units=contact_units(request.user))
    context: dict[str, Any] = {"page_title": _("Take in contacts"), "form": form}
    if request.method == "POST" and form.is_valid():
        table, data = form.cleaned_data["table"], form.cleaned_data
        rows = list(enumerate(table.rows, 1))
        kept, refused = verbs.import_contacts(data["unit"], rows, acting_user=request.user, list_name=data["list_name"])
        late = [(table.rows[number - 1].email, why) for number, why in refused]
        context |= {"kept": kept, "refused": table.refused, "late": late, "done": True}
    return render(request, "audiences/admin/contacts_import.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """One contact."""
    _keeper(request)
    form = ContactForm(request.POST or None, units=contact_units(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add_contact(form.cleaned_data["unit"], form.row, acting_user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("audiences_contacts")
    context = {"page_title": _("New contact"), "form": form}
    return render(request, "audiences/admin/contact_form.html", context, status=400 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    verbs.remove_contact(get_contact_for(request.user, pk), acting_user=request.user)
    messages.success(request, _("Removed. Kept by no other unit, the person is forgotten altogether."))
    return redirect("audiences_contacts")


# ---------------------------------------------------------------- letters


@require_safe
def mailings(request: HttpRequest) -> HttpResponse:
    """Letters to contacts with what became of them."""
    _keeper(request)
    page = Paginator(mailings_listed(request.user), 25).get_page(request.GET.get("page"))
    return render(request, "audiences/admin/mailings.html", {"page_title": _("Letters to contacts"), "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A letter while it is written."""
    _keeper(request)
    mailing = get_mailing_for(request.user, pk) if pk else None
    if mailing and mailing.state != MailingState.DRAFT:
        return redirect("audiences_mailing", mailing.pk)
    form = MailingForm(
        request.POST or None,
        units=contact_units(request.user),
        lists=contact_lists_for(request.user),
        initial=_initial(mailing) if mailing else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            mailing = letters.write_mailing(mailing, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("audiences_mailing", mailing.pk)
    context = {"page_title": _("Letter to contacts"), "form": form}
    return render(request, "audiences/admin/mailing_form.html", context, status=400 if form.errors else 200)


def _initial(mailing: Mailing) -> dict[str, Any]:
    return {
        "unit": mailing.unit_id, "language": mailing.language, "subject": mailing.subject, "text": mailing.text,
        "stories": mailing.stories.all(), "lists": mailing.lists.all(), "kinds": mailing.kinds, "beats": mailing.beats.all(),
    }  # fmt: skip


@require_safe
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter as its first reader will get it, whom it is for, and what became of it."""
    row = get_mailing_for(request.user, pk)
    first = recipients_of_mailing(row).first()
    counted = mailings_listed(request.user).get(pk=row.pk)
    context = {
        "page_title": row.subject,
        "mailing": row,
        "counted": counted,
        "greeting": greeting(first, row.language) if first else "",
        "paragraphs": paragraphs_of(row),
        "stories": stories_of_mailing(row),
        "recipients": recipients_of_mailing(row).count(),
        "form": SendAtForm(),
        "is_draft": row.state == MailingState.DRAFT,
        "may_cancel": row.state in {MailingState.DRAFT, MailingState.PLANNED, MailingState.SENDING},
    }
    return render(request, "audiences/admin/mailing.html", context)


def _step(request: HttpRequest, row: Mailing, verb: Callable[[], Any], done: str) -> HttpResponse:
    try:
        verb()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("audiences_mailing", row.pk)


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Send at once or at the chosen moment."""
    row = get_mailing_for(request.user, pk)
    form = SendAtForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["send_at"]))
        return redirect("audiences_mailing", row.pk)
    at = form.cleaned_data["send_at"]
    return _step(
        request, row, lambda: letters.plan_mailing(row, acting_user=request.user, send_at=at), _("It is on its way.")
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_mailing_for(request.user, pk)
    return _step(request, row, lambda: letters.cancel_mailing(row, acting_user=request.user), _("Called off."))
