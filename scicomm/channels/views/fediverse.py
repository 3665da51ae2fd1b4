"""What other servers read of our actors: who they are and what they said (ActivityPub, WebFinger, host-meta, NodeInfo)."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from scicomm import __version__
from scicomm.channels.models import Actor, Post
from scicomm.channels.queries import fediverse as queries
from scicomm.channels.queries import home_url, root_unit
from scicomm.channels.rules.fediverse import documents

JRD = "application/jrd+json; charset=utf-8"
NODE_INFO = "http://nodeinfo.diaspora.software/ns/schema/2.1"


def _answer(document: Any, content_type: str = documents.CONTENT_TYPE, status: int = 200) -> HttpResponse:
    response = JsonResponse(
        document, safe=False, json_dumps_params={"ensure_ascii": False}, content_type=content_type, status=status
    )
    # Not for the page cache: the same address is a page for people. A minute is enough for a burst of servers.
    response["Cache-Control"] = "private, max-age=60"
    response["Vary"] = "Accept"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def wants_page(request: HttpRequest) -> bool:
    """Whether a person with a browser asks: HTML is named, and JSON is not."""
    accept = request.headers.get("Accept", "").lower()
    return "text/html" in accept and "json" not in accept


def _actor(name: str) -> Actor:
    actor = queries.actor_named(name)
    if actor is None:
        raise Http404
    return actor


@require_safe
def webfinger(request: HttpRequest) -> HttpResponse:
    """RFC 7033: `acct:north-lake@kepu.example`, or the address of an actor."""
    asked, place = request.GET.get("resource", "").strip(), queries.place()
    if not asked:
        return _answer({"error": "The parameter resource is missing."}, JRD, 400)
    name = place.actor_name(asked)
    if not name:
        account, _at, host = asked.removeprefix("acct:").removeprefix("@").rpartition("@")
        name = account.lower() if host.lower() == place.host.lower() else ""
    actor = queries.actor_named(name) if name else None
    if actor is None:
        return _answer({"error": "Nobody of that name is here."}, JRD, 404)
    return _answer(documents.webfinger(place, actor.name, home_url(actor.channel)), JRD)


@require_safe
def host_meta(request: HttpRequest) -> HttpResponse:
    """RFC 6415: where WebFinger is asked."""
    return HttpResponse(documents.host_meta(queries.place()), content_type="application/xrd+xml; charset=utf-8")


@require_safe
def node_info_links(request: HttpRequest) -> HttpResponse:
    """Where NodeInfo stands."""
    href = f"{settings.SITE_URL}{reverse('fediverse:node_info')}"
    return _answer({"links": [{"rel": NODE_INFO, "href": href}]}, "application/json")


@require_safe
def node_info(request: HttpRequest) -> HttpResponse:
    """NodeInfo 2.1: what runs here, how many actors, how many posts."""
    root = root_unit()
    counts = Actor.objects.aggregate(actors=Count("pk"))
    posts = Post.objects.filter(deleted_at__isnull=True).count()
    document = documents.node_info(__version__, root.name if root else "SciComm", counts["actors"], posts)
    return _answer(document, f'application/json; profile="{NODE_INFO}#"; charset=utf-8')


@require_safe
def actor(request: HttpRequest, name: str) -> HttpResponse:
    """An actor's document; people are sent to the page that says how to follow it."""
    row = _actor(name)
    if wants_page(request):
        with override(row.channel.language):
            return redirect(reverse("channels:follow", args=[row.name]))
    with override(row.channel.language):
        words = _("Website")
    return _answer(documents.actor_document(queries.place(), queries.speaker_of(row), words))


@require_safe
def follow(request: HttpRequest, name: str) -> HttpResponse:
    """For people: the name to search for on their own server, and what they get."""
    row = _actor(name)
    context = {
        "unit": row.channel.unit,
        "handle": queries.place().handle(row.name),
        "actor_url": queries.place().actor(row.name),
        "home_url": home_url(row.channel),
        "is_on": row.channel.is_on,
    }
    return render(request, "channels/follow.html", context)


@require_safe
def outbox(request: HttpRequest, name: str) -> HttpResponse:
    """What an actor said, the newest first, twenty on a page; what was taken back is not listed."""
    row, place = _actor(name), queries.place()
    address = place.part(row.name, "outbox")
    total = queries.public_posts(row).count()
    if "page" not in request.GET:
        return _answer(documents.collection(address, total, f"{address}?page=true"))
    asked = request.GET.get("max_id", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    made = queries.outbox_page(row, before)
    shown = made[: queries.A_PAGE]
    older = f"{address}?page=true&max_id={shown[-1].post_id}" if len(made) > queries.A_PAGE else ""
    items = [json.loads(one.body) | {"object": one.post.object} for one in shown if one.post]
    own = f"{address}?page=true" + (f"&max_id={before}" if before is not None else "")
    return _answer(documents.collection_page(address, own, total, items, older))


@require_safe
def followers(request: HttpRequest, name: str) -> HttpResponse:
    """How many follow; who they are is nobody's business."""
    row = _actor(name)
    return _answer(documents.collection(queries.place().part(row.name, "followers"), row.followers.count()))


@require_safe
def following(request: HttpRequest, name: str) -> HttpResponse:
    """Our actors follow nobody."""
    return _answer(documents.collection(queries.place().part(_actor(name).name, "following"), 0))


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """A post; people are sent to the story. One that was taken back answers 410 with what is left of it."""
    row = queries.post_at(slug)
    if row is None:
        raise Http404
    if row.deleted_at is not None:
        left = documents.tombstone(queries.place().post(row.slug), row.deleted_at)
        return _answer({"@context": documents.STREAMS, **left}, status=410)
    if not queries.is_readable(row):
        raise Http404
    if wants_page(request):
        return redirect(row.object["url"])
    return _answer({"@context": documents.CONTEXT, **row.object})


@require_safe
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    """An activity about a post that stands, as it was sent."""
    row = queries.public_activity(slug)
    if row is None:
        raise Http404
    return _answer(json.loads(row.body))
