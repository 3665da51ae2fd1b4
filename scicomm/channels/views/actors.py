"""Staff page of our actors in the fediverse: who follows from where, which inboxes fail, which servers are kept away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.channels import actions, permissions
from scicomm.channels.forms import ActorForm, BlockForm
from scicomm.channels.models import BlockedDomain
from scicomm.channels.queries import fediverse as queries
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def actors(request: HttpRequest) -> HttpResponse:
    """The actors of one's units with their figures; a form opens another."""
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied
    units = permissions.units_for_actors(request.user)
    form = ActorForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            actor = actions.open_actor(**form.cleaned_data, acting_user=request.user)
        except actions.ActorTaken as error:
            form.add_error(None, str(error))
        else:
            words = _("%(handle)s can be followed now.") % {"handle": queries.place().handle(actor.name)}
            messages.success(request, words)
            return redirect("channels_actors")
    status = 422 if request.method == "POST" else 200
    return render(request, "channels/actors.html", _context(request, form, units.exists()), status=status)


def _context(request: HttpRequest, form: ActorForm, may_open: bool, block: BlockForm | None = None) -> dict[str, Any]:
    mine = permissions.actors_for(request.user)
    page = Paginator(queries.with_counts(mine), A_PAGE).get_page(request.GET.get("page"))
    place, may_block = queries.place(), permissions.can_block_servers(request.user)
    return {
        "page_title": _("Fediverse"),
        "page_note": _("People follow a unit from Mastodon and other services; every released story reaches them."),
        "page": page,
        "rows": [{"actor": actor, "handle": place.handle(actor.name)} for actor in page],
        "failing": queries.failing_inboxes(mine),
        "form": form if may_open else None,
        "may_block": may_block,
        "block_form": (block or BlockForm()) if may_block else None,
        "blocked": list(BlockedDomain.objects.all()[:200]) if may_block else [],
        "is_reachable": urlsplit(settings.SITE_URL).scheme == "https",
        "site_url": settings.SITE_URL,
    }


@require_safe
def actor(request: HttpRequest, pk: int) -> HttpResponse:
    """One actor: from which servers it is followed, its last posts with likes and boosts."""
    row = permissions.get_actor_for(request.user, pk)
    context = {
        "page_title": queries.place().handle(row.name),
        "page_note": f"{row.channel.unit.name} · {row.channel.get_language_display()}",
        "page_actions": [{"url": reverse("channels_actors"), "label": _("All actors"), "main": False}],
        "actor": row,
        "total": row.followers.count(),
        "servers": queries.servers_that_follow(row),
        "posts": queries.last_posts(row),
        "follow_url": reverse("channels:follow", args=[row.name]),
    }
    return render(request, "channels/actor.html", context)


@require_POST
def block_server(request: HttpRequest) -> HttpResponse:
    """Keep a server away from the whole house."""
    if not permissions.can_block_servers(request.user):
        raise PermissionDenied
    form = BlockForm(request.POST)
    if form.is_valid():
        try:
            row = actions.block_server(**form.cleaned_data, acting_user=request.user)
        except actions.NoServer as error:
            form.add_error("domain", str(error))
        else:
            messages.success(request, _("%(name)s is kept away from now on.") % {"name": row.domain})
            return redirect("channels_actors")
    units = permissions.units_for_actors(request.user)
    context = _context(request, ActorForm(units=units), units.exists(), form)
    return render(request, "channels/actors.html", context, status=422)


@require_POST
def free_server(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a server in again."""
    row = permissions.get_blocked_server_for(request.user, pk)
    actions.free_server(row, acting_user=request.user)
    messages.success(request, _("%(name)s may follow again.") % {"name": row.domain})
    return redirect("channels_actors")
