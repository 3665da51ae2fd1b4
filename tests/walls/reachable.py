"""Does the address of a view lead to that view, or does a pattern before it take the request?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RoutePattern

# A value each converter takes, and no fixed word of any route.
SAMPLES = {
    "IntConverter": "4711",
    "UUIDConverter": "6f1c7a52-3d0b-4c52-9a51-0d2f5e7b9c11",
    "SlugConverter": "zz-sample-4711",
    "StringConverter": "zz-sample-4711",
    "PathConverter": "zz-sample/4711",
}

# Wagtail's views we set our own before, and one address whose view decides by the method of the request.
TAKEN_ON_PURPOSE = {
    "wagtailadmin_login, django.views.generic.base.RedirectView",
    "wagtailadmin_javascript_catalog, scicomm.config.script_messages.script_messages",
    "wagtailcore_login, story",  # people sign in at /accounts/login/ (WAGTAIL_FRONTEND_LOGIN_URL)
    "own_leads, api-v1:leads",
    # Answered by our own view, which offers only words the asker may see (config/urls.py).
    "wagtailadmin_tag_autocomplete, wagtail.admin.auth.decorated_view",
    "wagtailadmin_tag_model_autocomplete, wagtail.admin.auth.decorated_view",
}


def _filled(pattern: RoutePattern) -> str | None:
    """The route with a sample for each parameter; None where a converter of somebody's own has no sample here."""
    route = str(pattern._route)
    for name, converter in pattern.converters.items():
        sample = SAMPLES.get(type(converter).__name__)
        if sample is None:
            return None
        route = re.sub(rf"<(?:\w+:)?{name}>", sample, route)
    return route


def _leaves(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        pattern: Any = entry.pattern
        if isinstance(pattern, RoutePattern):
            route = _filled(pattern)
        else:
            route = str(pattern).removeprefix("^") if re.fullmatch(r"\^?[\w/-]*", str(pattern)) else None
        if route is None:
            continue
        if isinstance(entry, URLResolver):
            yield from _leaves(entry, prefix + route)
        else:
            yield prefix + route, entry


def taken_by_others() -> list[str]:
    """Addresses of patterns that lead to the view of another pattern, as "address: asked for, got"."""
    taken = []
    for address, entry in _leaves(get_resolver()):
        try:
            match = resolve(address)
        except Resolver404:
            taken.append(f"{address}: {entry.name}, nothing")
            continue
        if match.url_name != entry.name:
            taken.append(f"{address}: {entry.name}, {match.view_name}")
    return taken
