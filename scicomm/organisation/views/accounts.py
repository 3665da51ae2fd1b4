"""Staff pages of the organisation that are no list: opening an account for a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scicomm.organisation import actions
from scicomm.organisation.forms import AccountForm
from scicomm.organisation.permissions import get_person_for, may_administer, require


def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person an account; a link to choose a password goes to them by mail."""
    person = get_person_for(request.user, pk)
    require(may_administer(request.user, person.unit) and person.user_id is None)
    form = AccountForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        actions.open_account(person, acting_user=request.user, **form.cleaned_data)
        messages.success(request, _("The account is open. The link to choose a password is on its way."))
        return redirect("people:inspect", person.pk)
    title = _("Open an account for %(name)s") % {"name": person.name}
    return render(request, "organisation/open_account.html", {"page_title": title, "form": form})
