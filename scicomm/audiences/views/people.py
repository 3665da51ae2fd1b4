"""Staff pages about readers as a public: figures that give nobody away, and the rules for all mails."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.audiences import actions
from scicomm.audiences.forms import MailRulesForm
from scicomm.audiences.permissions import sees_audience_figures
from scicomm.audiences.queries import audience_figures, mail_rules
from scicomm.audiences.rules import FEWEST
from scicomm.organisation.permissions import rules_the_house


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How many read, by segment, level, region and language."""
    if not sees_audience_figures(request.user):
        raise Http404
    found = audience_figures()
    context = {
        "page_title": _("Audience figures"),
        "figures": [one for one in found if one.rows],
        "fewest": FEWEST,
    }
    return render(request, "audiences/admin/figures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rules_for_mails(request: HttpRequest) -> HttpResponse:
    """What holds for every mailbox; administrators of the academy."""
    if not rules_the_house(request.user):
        raise Http404
    form = MailRulesForm(request.POST or None, instance=mail_rules())
    if request.method == "POST" and form.is_valid():
        actions.save_mail_rules(acting_user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from the next mail on."))
        return redirect("audiences_rules")
    return render(request, "audiences/admin/rules.html", {"page_title": _("Rules for all mails"), "form": form})
