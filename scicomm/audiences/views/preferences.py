"""The page where a reader sees and changes everything that one mailbox gets: digest, newsletters, saved searches, consents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scicomm.audiences import actions
from scicomm.audiences.enums import SubscriptionKind, SubscriptionState
from scicomm.audiences.forms import ProfileForm, SearchForm, UnitsForm
from scicomm.audiences.models import ReaderProfile, SavedSearch, Subscription
from scicomm.audiences.permissions import searches_of
from scicomm.audiences.queries import confirmed_rows, words_of
from scicomm.audiences.views.readers import bad_link, mine


@dataclass(frozen=True)
class SearchLine:
    """A saved search as the reader's list shows it, with its own small form."""

    search: SavedSearch
    words: list[str]
    form: SearchForm


@dataclass(frozen=True)
class Line:
    """One subscription of the mailbox with its form; saved searches have their own list."""

    subscription: Subscription
    form: ProfileForm | UnitsForm | None
    is_open: bool


def reader_searches(row: Subscription) -> list[SearchLine]:
    """Everything the reader behind a row watches."""
    return [
        SearchLine(
            search,
            words_of(search.query),
            SearchForm(initial={"name": search.name, "frequency": search.frequency}, auto_id=f"id_s{search.pk}_%s"),
        )
        for search in searches_of(row)
    ]


def form_of(row: Subscription, data: Any = None) -> ProfileForm | UnitsForm | None:
    """The form of a subscription; None for kinds that have none."""
    auto_id = f"id_r{row.pk}_%s"
    if row.kind == SubscriptionKind.DIGEST:
        profile = ReaderProfile.objects.filter(subscription=row).first() or ReaderProfile(subscription=row)
        profile.subscription = row
        return ProfileForm(data, profile=profile, auto_id=auto_id)
    if row.kind == SubscriptionKind.NEWSLETTER:
        initial = {"scope": "all" if row.all_units else "units", "units": list(row.units.all())}
        return UnitsForm(data, initial=initial, auto_id=auto_id)
    return None


def save(row: Subscription, form: ProfileForm | UnitsForm) -> None:
    """Keep what a valid form says."""
    if isinstance(form, ProfileForm):
        actions.change_profile(row, form.profile_choice)
    else:
        actions.change_preferences(row, **form.choice)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What a reader hears of, and the doors out."""
    row = mine(token)
    if row is None:
        return bad_link(request)
    left = row.state == SubscriptionState.LEFT
    form = form_of(row, request.POST or None) if not left else None
    if request.method == "POST" and form and form.is_valid():
        save(row, form)
        return redirect(f"{request.path}?saved=1")
    rows = confirmed_rows(row)
    lines = [Line(one, form if one.pk == row.pk else form_of(one), one.pk == row.pk) for one in rows]
    searches = reader_searches(row)
    context = {
        "lines": [line for line in lines if line.form],
        "subscription": row,
        "token": token,
        "left": left,
        "saved": "saved" in request.GET,
        "searches": searches,
        "shows_searches": bool(searches) or row.kind == SubscriptionKind.SEARCHES,
        "welcome": request.GET.get("welcome", ""),
        "done": request.GET.get("done", ""),
        "robots": "noindex",
    }
    return render(request, "audiences/preferences.html", context)
