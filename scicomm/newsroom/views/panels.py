"""What the desk's page of a story is made of: panels, each made by the file of its noun.

Orders in use, the main column: notice 20, decision 30, text 40, checks 45, correction 50, experts 60, embargo 70, withdrawal 80;
beside it: kind of piece 10, sources 20, reviews 30, decisions 40, revisions 50, thread 60. Higher rooms: releases 95.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from scicomm.newsroom.models import StoryPage


@dataclass(frozen=True)
class Panel:
    """One panel: its template, which gets `panel` as its own context; beside the text or below it.

    One with a title is a section of the page: it has its heading, stands in the list of jumps under its anchor and folds on
    phones, unless it `stays` open. With `own_section` its template brings section and heading; the title is for the jumps.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    beside: bool = False
    title: str = ""
    anchor: str = ""
    stays: bool = False
    own_section: bool = False


# What was typed and refused, by the name of the form, comes back through the third argument.
PanelMaker = Callable[[HttpRequest, StoryPage, dict[str, Any]], Panel | None]
_MAKERS: list[tuple[int, PanelMaker]] = []
FROM_ABOVE = "scicomm_story_panels"


def panel(order: int) -> Callable[[PanelMaker], PanelMaker]:
    """Register a maker of panels; lower orders stand higher on the page."""

    def register(maker: PanelMaker) -> PanelMaker:
        _MAKERS.append((order, maker))
        _MAKERS.sort(key=lambda pair: pair[0])
        return maker

    return register


def panels_of(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> list[Panel]:
    """The panels that have something to say to this user about this story."""
    made = [(order, maker(request, story, forms)) for order, maker in _MAKERS]
    made += _from_above(request, story)
    return [found for _order, found in sorted(made, key=lambda pair: pair[0]) if found is not None]


def _from_above(request: HttpRequest, story: StoryPage) -> Iterator[tuple[int, Panel | None]]:
    """Panels of rooms above, which this room may not import.

    They register a hook `FROM_ABOVE`, called with request and story, that gives None or a dict of `order` and a Panel's fields.
    """
    for hook in hooks.get_hooks(FROM_ABOVE):
        found = hook(request, story)
        if found is not None:
            yield found["order"], Panel(**{name: value for name, value in found.items() if name != "order"})
