"""Staff pages of deposits: how each DOI fares and why, what was sent, and sending it again."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from scicomm.journals import actions, permissions
from scicomm.journals.models import Deposit, Journal
from scicomm.journals.queries.deposit_plans import preview
from scicomm.journals.queries.deposits import account_for, accounts_on, deposit_health, history_of, package_for_one
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

A_PAGE = 25
S = Deposit.State
BADGES = {S.REGISTERED: "go", S.TESTED: "info", S.FAILED: "stop", S.TO_MEND: "stop", S.NO_ANSWER: "stop"}
FILTERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (gettext_lazy("All"), ()),
    "mend": (gettext_lazy("To be done"), actions.AGAIN),
    "way": (gettext_lazy("Under way"), (S.WAITING, S.SENT, S.PENDING)),
    "registered": (gettext_lazy("Registered"), (S.REGISTERED,)),
    "tested": (gettext_lazy("Test system"), (S.TESTED,)),
}


def badge(state: str) -> str:
    """The kind of badge a state has."""
    return BADGES.get(Deposit.State(state), "wait")


def _chosen(request: HttpRequest) -> tuple[Any, str, str]:
    """The deposits that the filters of an address or a form leave, and the filters."""
    asked = request.POST if request.method == "POST" else request.GET
    state, journal = asked.get("state", ""), asked.get("journal", "")
    rows = permissions.deposits_for(request.user)
    if state in FILTERS and FILTERS[state][1]:
        rows = rows.filter(state__in=FILTERS[state][1])
    if journal:
        rows = rows.filter(article__journal__slug=journal)
    return rows, state, journal


@require_safe
def deposits(request: HttpRequest) -> HttpResponse:
    """The DOIs of one's units, last changed first; by state and by journal."""
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied
    rows, state, journal = _chosen(request)
    page = Paginator(rows.defer(*_HEAVY), A_PAGE).get_page(request.GET.get("page"))
    journals = permissions.journals_for(request.user).filter(articles__deposit__isnull=False).distinct()
    context = {
        "page_title": _("DOI deposits"),
        "page_actions": [{"url": reverse("journals_deposit_journals"), "label": _("By journal"), "main": False}],
        "page": page,
        "rows": [{"deposit": row, "badge": badge(row.state)} for row in page.object_list],
        "filters": [{"value": key, "label": label, "here": key == state} for key, (label, _s) in FILTERS.items()],
        "journals": journals,
        "state": state,
        "journal": journal,
        "can_retry": any(
            row.state in actions.AGAIN and permissions.can_deposit(request.user, row.article.journal)
            for row in page.object_list
        ),
    }
    return render(request, "journals/deposits/list.html", context)


_HEAVY = ("article__body_html", "article__body_text", "article__references", "article__details", "batch__package")


@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Send again whatever the filters show that can be, in one's own journals."""
    rows, state, journal = _chosen(request)
    mine = rows.filter(state__in=actions.AGAIN, article__journal__in=permissions.journals_to_deposit(request.user))
    count = actions.retry_deposits(mine.defer(*_HEAVY)[:1000], acting_user=request.user)
    words = ngettext("%(count)d DOI waits to be sent again.", "%(count)d DOIs wait to be sent again.", count)
    messages.success(request, words % {"count": count})
    return redirect(f"{reverse('journals_deposits')}?state={quote(state)}&journal={quote(journal)}")


@require_safe
def deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """One DOI: its state, why, what can be done, and every package it was in."""
    found = permissions.get_deposit_for(request.user, pk)
    journal = found.article.journal
    mine = permissions.can_deposit(request.user, journal)
    context = {
        "page_title": found.article.title or found.article.doi,
        "page_note": found.article.doi,
        "page_actions": [
            {"url": reverse("articles:inspect", args=[found.article_id]), "label": _("The article"), "main": False},
            {"url": reverse("journals_deposits"), "label": _("DOI deposits"), "main": False},
        ],
        "deposit": found,
        "badge": badge(found.state),
        "account": account_for(journal, accounts_on()),
        "history": [{"record": row, "badge": _OUTCOMES.get(row.outcome, "wait")} for row in history_of(found)],
        "can_retry": mine and found.state in actions.AGAIN,
        "can_send": mine and found.state in (S.REGISTERED, S.TESTED),
    }
    return render(request, "journals/deposits/deposit.html", context)


_OUTCOMES = {"registered": "go", "tested": "info", "failed": "stop", "no_answer": "stop"}


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one DOI again, or anew when it was registered and the article changed."""
    found = permissions.get_deposit_for(request.user, pk)
    return _send(request, found.article_id, reverse("journals_deposit", args=[found.pk]))


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the DOI of an article deposited now."""
    return _send(request, pk, "")


def _send(request: HttpRequest, article_id: int, back: str) -> HttpResponse:
    article = permissions.get_article_to_deposit_for(request.user, article_id)
    try:
        made = actions.ask_deposit(article, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(back or reverse("articles:inspect", args=[article.pk]))
    messages.success(request, _("The DOI waits to be deposited; the worker sends it within seconds."))
    return redirect("journals_deposit", pk=made.pk)


@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """The package as XML: as it was last sent, or with `?preview` as it would be sent now. Other articles in it are left out."""
    found = permissions.get_deposit_for(request.user, pk)
    if "preview" in request.GET or found.batch is None:
        content, _remarks = preview(account_for(found.article.journal, accounts_on()), found.article, timezone.now())
    else:
        content = package_for_one(found.batch, found.article.doi)
    if not content:
        raise Http404
    answer = HttpResponse(content, content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="deposit-{found.pk}.xml"'
    return answer


@require_safe
def by_journal(request: HttpRequest) -> HttpResponse:
    """How the DOIs of each journal fare, and sending what was never sent or changed since."""
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied
    page = Paginator(permissions.journals_for(request.user).order_by("slug"), A_PAGE).get_page(request.GET.get("page"))
    journals = list(page.object_list)
    health, accounts = deposit_health(journals), accounts_on()
    context = {
        "page_title": _("DOI deposits by journal"),
        "page_actions": [{"url": reverse("journals_deposits"), "label": _("DOI deposits"), "main": False}],
        "page": page,
        "rows": [
            {
                "journal": journal,
                "health": health[journal.pk],
                "account": account_for(journal, accounts),
                "can_send": permissions.can_deposit(request.user, journal),
                "left": health[journal.pk].never + health[journal.pk].changed + health[journal.pk].tested,
            }
            for journal in journals
        ],
    }
    return render(request, "journals/deposits/journals.html", context)


@require_POST
def send_journal(request: HttpRequest, pk: int) -> HttpResponse:
    """Have everything of a journal deposited that never was or changed since."""
    journal: Journal = permissions.get_journal_for(request.user, pk)
    try:
        count = actions.deposit_journal(journal, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        words = ngettext("%(count)d DOI waits to be sent.", "%(count)d DOIs wait to be sent.", count)
        messages.success(request, words % {"count": count})
    return redirect("journals_deposit_journals")


@require_POST
def check_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the worker try an account's sign-in; its page says what came of it."""
    account = permissions.get_account_for(request.user, pk)
    actions.ask_sign_in_check(account, acting_user=request.user)
    messages.success(request, _("The sign-in is being tried. Open this page again in a moment."))
    return redirect("deposit-accounts:inspect", account.pk)
