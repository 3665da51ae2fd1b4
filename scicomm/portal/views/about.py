"""What this site is and offers, the gallery of components, the rules for programs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scicomm.channels.models import Channel, ChannelKind
from scicomm.channels.queries import actor_links, feed_url
from scicomm.portal.queries import frame
from scicomm.portal.views.shared import alternates, unkept


def about(request: HttpRequest) -> HttpResponse:
    """What is real here and what is not, accessibility, feeds and interfaces."""
    channels = (
        Channel.objects.filter(kind=ChannelKind.FEED, language=frame.language(), is_on=True)
        .select_related("unit")
        .order_by("unit__path")
    )
    context = {
        "feeds_listed": [
            {
                "title": channel.unit.name,
                "atom": feed_url(channel),
                "rss": feed_url(channel, "rss"),
                "json": feed_url(channel, "json"),
            }
            for channel in channels
        ],
        "handles": actor_links(),
        "sitemap_url": frame.outside(frame.address("portal:sitemap")),
        "corrections_url": frame.address("portal:corrections"),
        "oai_url": frame.outside(frame.address("oai")),
        **alternates(frame.address("portal:about")),
    }
    return render(request, "portal/about.html", context)


@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for whoever builds pages."""
    return unkept(render(request, "components/gallery.html"))


def robots(request: HttpRequest) -> HttpResponse:
    """Programs may read what people may read, but not every combination of filters."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /en/accounts/",
        "Disallow: /*?*q=",
        # Harvesters do not ask here; for all others every record stands on a page of its own.
        "Disallow: /oai/",
        "Allow: /",
        "",
        f"Sitemap: {frame.outside(frame.address('portal:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
