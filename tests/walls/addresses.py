"""Every address of the system, with its parameters filled by things of the walled unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from scicomm.assets.models import AssetDocument, AssetImage
from tests.walls.objects import COMMON, World
from tests.walls.values import BY_NAME
from tests.walls.values_of_lower_rooms import OF_LOWER_ROOMS
from tests.walls.values_of_upper_rooms import OF_UPPER_ROOMS


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its whole route, the names of its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]
    view: Any


def patterns(
    resolver: URLResolver | None = None, prefix: str = "", spaces: tuple[str, ...] = (), given: tuple[str, ...] = ()
) -> Iterator[Address]:
    """All patterns below a resolver, depth first."""
    for entry in (resolver or get_resolver()).url_patterns:
        parameters = given + _parameters(entry)
        route = prefix + _route(entry)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from patterns(entry, route, inner, parameters)
        else:
            yield Address(":".join((*spaces, entry.name or "")) or route, route, parameters, entry.callback)


def _route(entry: URLPattern | URLResolver) -> str:
    """The route with `{name}` for each parameter; groups of a regular expression are numbered where they have no name."""
    pattern = entry.pattern
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern._route))
    if isinstance(pattern, RegexPattern):
        text = str(pattern._regex).removeprefix("^").removesuffix("$")
        text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", text)
        return text.replace(r"\.", ".").replace("\\", "")
    return str(pattern)


def _parameters(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    pattern = entry.pattern
    if isinstance(pattern, RoutePattern):
        return tuple(pattern.converters)
    return tuple(re.compile(str(pattern)).groupindex) if isinstance(pattern, RegexPattern) else ()


BY_ADDRESS = [*OF_LOWER_ROOMS, *OF_UPPER_ROOMS]
# Addresses that are not walked, with the reason.
LEFT_OUT: dict[str, str] = {
    "wagtail_bulk_action": "walked by test_bulk_actions with every registered action",
    "wagtailadmin_error_test": "raises on purpose, before any permission; refused in our own wall",
    "wagtail_serve": "every public page is walked by its own address",
    "wagtaildocs_serve": "walked by test_public_addresses with the document's own address",
    "media": "walked by test_public_addresses with the files of the unit",
}


# What a coordinator above may do to another unit's things: duties that follow the tree downward.
DUTIES_FROM_ABOVE: dict[str, str] = {
    "newsroom_accept": "editors of the units above decide on leads too",
    "newsroom_decline": "editors of the units above decide on leads too",
    "newsroom_merge": "editors of the units above decide on leads too",
    "assets:download": "who oversees a unit takes its files, and each is counted",
    "assets:collect": "who oversees a unit collects what it has, into a lightbox of their own",
    "journals_row_add": "coordinators above set goals and give resources",
    "journals_row": "coordinators above set goals and give resources",
    "journals_step": "coordinators above approve and stop titles",
    "listening_relink": "listeners of the units above set links right",
    "listening_shape_claim": "listeners of the units above set claims right",
    "listening_decide_link": "listeners of the units above set links right",
    "listening_topic_join": "listeners of the units above set topics right",
    "listening_topic_part": "listeners of the units above set topics right",
    "listening_topic_rename": "listeners of the units above set topics right",
}
# Queries that an address reads beside `q`; {page}, {image} and {document} stand for the unit's own.
QUERIES: dict[str, list[str]] = {
    "wagtailadmin_choose_page_chosen_multiple": ["id={page}"],
    "wagtailimages_chooser:chosen_multiple": ["id={image}"],
    "wagtaildocs_chooser:chosen_multiple": ["id={document}"],
    "wagtailadmin_choose_page": ["page_type=newsroom.storypage", "target_pages[]={page}"],
    "wagtailadmin_choose_page_search": [f"q={COMMON}&page_type=newsroom.storypage", "q=未公开"],
    "wagtailadmin_api:pages:listing": [f"search={COMMON}", "for_explorer=1", "child_of=root"],
    "wagtailadmin_tag": [f"term={COMMON}", "term=Q"],
    "admin/tag-autocomplete": [f"term={COMMON}", "term=Q"],
    "wagtailadmin_reports": ["export=csv"],
    "wagtailimages": ["tag=QQZX zz7qxjimagetag"],
    "wagtaildocs": ["tag=QQZX zz7qxjdocumenttag"],
    "newsroom_board": ["unit=north-lake", "public=farmers"],
    "desk_calendar": ["view=month", "view=month&unit=north-lake", "view=week&kind=date"],
}


def queries_of(address: Address, world: World) -> list[str]:
    """What is asked of an address beside its bare path: a search for the private words, and what it reads beside."""
    own = {
        "page": world.stories["draft"].pk,
        "image": world.one(AssetImage).pk,
        "document": world.one(AssetDocument).pk,
    }
    more = [query for name, queries in QUERIES.items() if address.name.startswith(name) for query in queries]
    return [f"q={COMMON}", *(query.format(**own) for query in more)]


def values_for(address: Address, parameter: str, world: World) -> list[Any] | None:
    """What stands for a parameter; None when nobody has said."""
    for pattern, name, values in BY_ADDRESS:
        if name == parameter and re.match(pattern, address.name):
            return values(world)
    known = BY_NAME.get(parameter)
    if known is None and parameter == "pk":
        model = getattr(address.view, "view_initkwargs", {}).get("model")
        return [row.pk for row in world.made.get(model, [])[:2]] or None if model else None
    return known(world) if known else None


def filled(address: Address, world: World) -> list[str]:
    """The paths of an address, as many as its longest list of values; raises LookupError naming an unknown parameter.

    Values run side by side (the second revision belongs to the second page), so that a path names things that belong together.
    """
    columns = {parameter: values_for(address, parameter, world) for parameter in address.parameters}
    for parameter, values in columns.items():
        if not values:
            raise LookupError(f"{address.name} ({address.route}): nothing is known for <{parameter}>")
    paths = []
    for number in range(max((len(values or []) for values in columns.values()), default=1)):
        path = "/" + address.route
        for parameter, values in columns.items():
            assert values is not None
            path = path.replace("{" + parameter + "}", str(values[number % len(values)]))
        paths.append(path)
    return paths
