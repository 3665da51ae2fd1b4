"""The walled unit: one private thing of each kind, each carrying a word nobody else may read; who makes them stands beside."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from scicomm.core.worker import Worker
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit
from scicomm.search.actions import drain_pending
from tests.factories.newsroom import make_story, revise

# Every private text holds this word, so that a search for it finds all of them, and a secret of its own.
COMMON = "QQZX"
SECRET = re.compile(r"zz7qxj[a-z]+|7777\.77|8642097")
Maker = Callable[["World"], Any]
MAKERS: dict[type[Model], Maker] = {}
# Models with a way to a unit that need no entry, with the reason.
NO_ENTRY: dict[str, str] = {
    "organisation.UnitPage": "the public page of a unit; its draft is marked in make_pages",
    "newsroom.StoryPage": "made with its dossier",
    "assets.Rendition": "made with the image",
}


def private(model: type[Model]) -> Callable[[Maker], Maker]:
    """Register the maker of a model's private example."""

    def register(maker: Maker) -> Maker:
        MAKERS[model] = maker
        return maker

    return register


class World:
    """Unit A (the institute of lakes) with one private thing of each kind; B is the institute of seas in another branch."""

    def __init__(self, academy: Any) -> None:
        self.academy = academy
        self.unit: Unit = academy.north_lake
        self.officer = academy.user(Role.COMMUNICATION_OFFICER, self.unit)
        self.made: dict[type[Model], list[Any]] = {}
        # Other people's own things, so that lists are not empty and forms have something to offer.
        make_story(academy, academy.south_sea, title="海底热液")
        self.stories = {
            state: make_story(academy, self.unit, state=state, title=self.secret(f"story{state.replace('_', '')}"))
            for state in ("draft", "first_review", "held")
        }
        self.stories["published"] = make_story(academy, self.unit, state="published", title="公开的稿件")
        revise(self.stories["published"], self.officer, title=self.secret("correction"))
        for model, maker in list(MAKERS.items()):
            if self.made.get(model):
                # Another maker needed it before its turn.
                continue
            found = maker(self)
            self.made.setdefault(model, []).extend(found if isinstance(found, list) else [found])
        # What the rooms do about all this (search entries, channels, alerts) is part of what could leak.
        Worker().drain()
        while drain_pending():
            pass

    @staticmethod
    def secret(noun: str) -> str:
        """A title: the common word, a secret word, and some Chinese in front of and behind them."""
        return f"湖区{COMMON} zz7qxj{noun} 未公开的内容"

    def one(self, model: type[Model]) -> Any:
        """The private example of a model; makes it first where another maker needs it."""
        if not self.made.get(model):
            found = MAKERS[model](self)
            self.made[model] = found if isinstance(found, list) else [found]
        return self.made[model][0]

    @property
    def pages(self) -> list[Page]:
        return list(self.stories.values())
