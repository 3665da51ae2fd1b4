"""Pages for readers who watch searches: save one, confirm it, change it, stop it. Managing all stands with the preferences."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.audiences import actions
from scicomm.audiences.enums import SearchState
from scicomm.audiences.forms import SaveSearchForm, SearchForm
from scicomm.audiences.models import SavedSearch
from scicomm.audiences.permissions import get_search_to_leave, get_search_to_manage
from scicomm.audiences.queries import search_to_confirm, words_of
from scicomm.audiences.rules import CONFIRM_WITHIN, Query, normal_address, read_query
from scicomm.audiences.views.readers import HOUR, bad_link
from scicomm.core.visitors import client_address, too_many
from scicomm.search.engine import QuerySpec, search


def _now(query: Query) -> int:
    """How many things have all that is asked for at this moment."""
    found = search(QuerySpec(text=query.text, filters=query.filters, limit=1, facets=()))
    return 0 if found.relaxed else found.total


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """The form for the search in the address; its answer is the same whether the reader is known or not."""
    query = read_query(request.GET)
    if query.is_empty or query.is_unreadable:
        return render(request, "audiences/nothing_to_save.html", {"robots": "noindex"}, status=400)
    form = SaveSearchForm(request.POST or None)
    if request.method == "POST":
        if too_many("subscribe", client_address(request), limit=10, seconds=HOUR):
            return render(request, "429.html", status=429)
        if form.is_trapped:
            return redirect("audiences:search_sent")
        if form.is_valid():
            _ask(query, form)
            return redirect("audiences:search_sent")
    words = words_of(query)
    context = {
        "form": form,
        "words": words,
        "count": _now(query) if request.method != "POST" else None,
        "query_string": request.GET.urlencode(),
        "other_language": other_language(request),
        "robots": "noindex",
    }
    return render(request, "audiences/save_search.html", context)


def other_language(request: HttpRequest) -> dict[str, str]:
    """The twin of this page; it needs the search that stands in the address."""
    english = (get_language() or "").startswith("en")
    path = request.path.removeprefix("/en") if english else f"/en{request.path}"
    label, code = ("中文", "zh-Hans") if english else ("EN", "en")
    return {"url": f"{path}?{request.GET.urlencode()}", "label": label, "lang": code}


def _ask(query: Query, form: SaveSearchForm) -> None:
    address = normal_address(form.cleaned_data["email"])
    # One mailbox gets few mails, whoever asks; the sender is not told.
    if too_many("subscribe-to", address.lower(), limit=5, seconds=24 * HOUR):
        return
    actions.ask_to_save_search(
        query,
        email=address,
        language=form.cleaned_data["language"],
        consent_locale=get_language() or "",
        frequency=form.cleaned_data["frequency"],
        name=form.cleaned_data["name"].strip() or pgettext("list", ", ").join(words_of(query))[:120],
    )


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next: a mail with a button."""
    return render(request, "audiences/sent.html", {"days": CONFIRM_WITHIN.days, "robots": "noindex"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: programs that open every link in a mail must not confirm for anybody."""
    row = search_to_confirm(token)
    if row is None:
        return bad_link(request)
    error = ""
    if request.method == "POST":
        try:
            row = actions.confirm_search(token) or row
        except ValidationError as problem:
            error = problem.messages[0]
    if row.state != SearchState.PENDING:
        return redirect(_manage(row, "welcome"))
    context = {"search": row, "words": words_of(row.query), "error": error, "robots": "noindex"}
    return render(request, "audiences/confirm_search.html", context)


def _manage(row: SavedSearch, note: str) -> str:
    address = redirect("audiences:preferences", row.subscription.manage_token)["Location"]
    return f"{address}?{note}={row.pk}#searches"


@never_cache
@require_POST
def change(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One button of the reader's list: save, pause, go on, delete."""
    try:
        row = get_search_to_manage(token, pk)
    except Http404:
        return bad_link(request)
    verb = request.POST.get("verb", "")
    form = SearchForm(request.POST)
    if verb == "save" and form.is_valid():
        actions.change_search(row, name=form.cleaned_data["name"] or row.name, frequency=form.cleaned_data["frequency"])
    elif verb in _VERBS:
        _VERBS[verb](row)
    else:
        return redirect("audiences:preferences", token)
    address = redirect("audiences:preferences", token)["Location"]
    return redirect(f"{address}?done={verb}#searches")


_VERBS = {"pause": actions.pause_search, "resume": actions.resume_search, "delete": actions.delete_search}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058 for one search: GET shows a page, POST stops it, without cookie or sign-in. `again` undoes it."""
    try:
        row = get_search_to_leave(token)
    except Http404:
        return bad_link(request)
    if request.method == "POST":
        row = actions.resume_search(row) if "again" in request.POST and row.confirmed_at else actions.end_search(row)
    context = {
        "search": row,
        "stopped": row.state == SearchState.ENDED,
        "manage_token": row.subscription.manage_token,
        "robots": "noindex",
    }
    return render(request, "audiences/unsubscribe_search.html", context)
