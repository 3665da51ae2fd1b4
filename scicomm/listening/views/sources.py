"""How the sources fare: the worst on top, with reasons; fetch now, pause, take up again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from scicomm.listening import actions, permissions, queries
from scicomm.listening.models import Feed, Health, SourceClass, SourceKind
from scicomm.organisation.permissions import units_here

A_PAGE = 40
_BADGES = {
    Health.DEAD: "stop",
    Health.FAILING: "stop",
    Health.STALE: "wait",
    Health.SHAKY: "wait",
    Health.NEW: "info",
    Health.FINE: "go",
    Health.OFF: "",
}


def health(request: HttpRequest) -> HttpResponse:
    """All sources one may see, what needs a look first; by state, class, kind and words."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    mine = permissions.feeds_for(request.user)
    chosen = {name: request.GET.get(name, "") for name in ("state", "class", "kind", "q")}
    counts = queries.totals(mine)
    rows = mine.with_health(timezone.now()).select_related("unit", "same_as").defer("content")
    rows = _filtered(rows, chosen).order_by("rank", "name", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    keeps = set(units_here(request.user, permissions.LISTENERS).values_list("pk", flat=True))
    context = {
        "page_title": _("Health of the sources"),
        "page_actions": _page_actions(can_keep=bool(keeps) or request.user.is_superuser),
        "page": page,
        "rows": [_row(row, keeps, request.user) for row in queries.source_rows(page.object_list)],
        "states": _chips(
            "state", {"": _("All"), **{each.value: each.label for each in queries.HEALTH_ORDER}}, chosen, counts
        ),
        "classes": _chips("class", {"": _("All"), **dict(SourceClass.choices)}, chosen),
        "kinds": _chips("kind", {"": _("All"), **dict(SourceKind.choices)}, chosen),
        "chosen": chosen,
        "query": urlencode({name: value for name, value in chosen.items() if value}),
        "waiting": queries.waiting_at_stages(),
        "here": request.get_full_path(),
        "now": timezone.now(),
    }
    return render(request, "listening/health.html", context)


def _filtered(rows: Any, chosen: dict[str, str]) -> Any:
    if chosen["state"] in Health.values:
        rows = rows.filter(state=chosen["state"])
    if chosen["class"] in SourceClass.values:
        rows = rows.filter(source_class=chosen["class"])
    if chosen["kind"] in SourceKind.values:
        rows = rows.filter(kind=chosen["kind"])
    if chosen["q"].strip():
        words = chosen["q"].strip()[:200].replace("\x00", "")
        rows = rows.filter(name__icontains=words) | rows.filter(address__icontains=words)
    return rows


def _chips(
    name: str, labels: dict[str, Any], chosen: dict[str, str], counts: dict[str, int] | None = None
) -> list[dict[str, Any]]:
    """The choices of one filter as links that keep the others; states that nothing is in are left out."""
    chips = []
    for value, label in labels.items():
        count = counts[value or "all"] if counts else None
        if counts and value and not count and value != chosen[name]:
            continue
        others = {key: kept for key, kept in {**chosen, name: value}.items() if kept}
        chips.append({"label": label, "count": count, "url": f"?{urlencode(others)}", "here": value == chosen[name]})
    return chips


def _page_actions(*, can_keep: bool) -> list[dict[str, Any]]:
    keep: list[dict[str, Any]] = [
        {"url": reverse("feeds:add"), "label": _("New source"), "main": True},
        {"url": reverse("listening_opml"), "label": _("Take in OPML")},
        {"url": reverse("listening_table_new"), "label": _("Take in a table")},
        {"url": reverse("listening_hand_in"), "label": _("Hand in addresses")},
    ]
    always: list[dict[str, Any]] = [
        {"url": reverse("listening_opml_file"), "label": _("OPML file")},
        {"url": reverse("listening_keeping"), "label": _("What is kept how long")},
    ]
    return [*keep, *always] if can_keep else always


def _row(row: queries.SourceRow, keeps: set[int], user: Any) -> dict[str, Any]:
    feed = row.feed
    may = feed.unit_id in keeps or user.is_superuser
    return {
        "row": row,
        "feed": feed,
        "badge": _BADGES[row.health],
        "pace": _pace(feed.pace),
        "reason": _reason(feed, row.health),
        "may_fetch": may and feed.is_on and not feed.is_file,
        "may_switch": may and not feed.is_file,
        "is_dead": row.health == Health.DEAD,
    }


def _pace(minutes: float) -> str:
    """How often a source is asked, in words."""
    if minutes < 90:
        return ngettext("every minute", "every %(count)d minutes", round(minutes)) % {"count": round(minutes)}
    hours = round(minutes / 60)
    return ngettext("every hour", "every %(count)d hours", hours) % {"count": hours}


def _reason(feed: Feed, state: Health) -> str:
    """Why a source is in its state, in words."""
    if feed.same_as:
        return _("It brings the same as %(name)s.") % {"name": feed.same_as.name}
    if state == Health.STALE:
        return _("It answers, but has brought nothing new for more than thirty days. Has it moved?")
    if state == Health.DEAD:
        return _("%(reason)s It is asked again now and then, because many come back.") % {"reason": feed.last_error}
    return feed.last_error


@require_POST
def source_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Fetch now (which revives what is gone), pause, take up again; back to the list as it was."""
    feed = permissions.get_feed_for(request.user, pk)
    steps = {
        "fetch": (lambda: actions.fetch_now(feed, acting_user=request.user), _("It is fetched within seconds.")),
        "pause": (lambda: actions.change_feed(feed, acting_user=request.user, is_on=False), _("The source is paused.")),
        "resume": (
            lambda: actions.change_feed(feed, acting_user=request.user, is_on=True),
            _("The source is taken up again."),
        ),
    }
    if verb not in steps:
        raise Http404
    act, said = steps[verb]
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
    return redirect(back if is_ours else reverse("listening_health"))
