"""Alerts of the watches, by topic; muting, snoozing; leaving by the link of a mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.listening import actions, permissions, queries
from scicomm.listening.models import Alert, Watch
from scicomm.listening.views.mentions import A_PAGE

# What the button for a pause offers, in days.
PAUSES = (1, 3, 7, 30)


def alerts(request: HttpRequest) -> HttpResponse:
    """What one's watches found, one card a topic (or text with its copies), those not seen first."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    rows = permissions.alerts_for(request.user)
    watch = request.GET.get("watch", "")
    if watch.isdecimal():
        rows = rows.filter(watch_id=int(watch[:15]))
    only_new = request.GET.get("seen") != "all"
    if only_new:
        rows = rows.filter(seen_at__isnull=True)
    page = Paginator(queries.groups_of(rows), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Alerts"),
        "page": page,
        "groups": queries.with_alerts(rows, list(page.object_list)),
        "only_new": only_new,
        "watch": watch,
        "user_id": request.user.pk,
    }
    return render(request, "listening/alerts.html", context)


def _back(request: HttpRequest) -> HttpResponse:
    if request.POST.get("to") == "watch" and request.POST.get("watch", "").isdecimal():
        return redirect("listening_watch", pk=int(request.POST["watch"][:15]))
    return redirect("listening_alerts")


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an alert and the others of its topic as seen; doing it twice changes nothing."""
    actions.mark_group_seen(permissions.get_alert_for(request.user, pk), acting_user=request.user)
    return _back(request)


@require_POST
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """No more mails about the topic, or from the source, of an alert."""
    alert: Alert = permissions.get_alert_for(request.user, pk)
    if request.POST.get("what") == "topic" and alert.mention.topic:
        actions.mute(alert.watch, topic=alert.mention.topic, acting_user=request.user)
        messages.success(request, _("No more mails about this topic. It still stands here."))
    else:
        actions.mute(alert.watch, source=alert.mention.source, acting_user=request.user)
        messages.success(request, _("No more mails about what this source says. It still stands here."))
    return _back(request)


@require_POST
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """No mails of a watch for some days, or mails again."""
    watch: Watch = permissions.get_watch_for(request.user, pk)
    days = request.POST.get("days", "")
    actions.snooze_watch(watch, days=int(days[:3]) if days.isdecimal() else 0, acting_user=request.user)
    messages.success(request, _("Done. What is found meanwhile comes afterwards in one mail."))
    return redirect("listening_watch", pk=watch.pk)


@require_POST
def unmute(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Mails again about what was muted."""
    watch: Watch = permissions.get_watch_for(request.user, pk)
    actions.unmute(watch, row, acting_user=request.user)
    return redirect("listening_watch", pk=watch.pk)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_watch(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: GET shows a page, POST stops the mails of one watch, without cookie or sign-in. `again` undoes it."""
    try:
        watch, user_id = permissions.get_watch_to_leave(token)
    except Http404:
        return render(request, "listening/leave_watch.html", {"watch": None, "robots": "noindex"}, status=404)
    stopped = False
    if request.method == "POST":
        stopped = "again" not in request.POST
        actions.leave_watch(watch, user_id, again=not stopped)
    context: dict[str, Any] = {
        "watch": watch, "stopped": stopped, "again": request.method == "POST" and not stopped, "robots": "noindex",
    }  # fmt: skip
    return render(request, "listening/leave_watch.html", context)
