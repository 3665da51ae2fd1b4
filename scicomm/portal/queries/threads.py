"""The thread of a thing as anyone may see it: the strip at the end of pages, and the whole of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from scicomm.desk.queries import strip_for
from scicomm.facts.base import ref
from scicomm.portal.queries.frame import address, language
from scicomm.portal.queries.generation import remembered

# What has a page of its own for its thread; the number is the thing's own.
KINDS = frozenset({"newsroom.story", "journals.article", "responses.answer"})


def thread_strip(room: str, noun: str, identifier: int) -> dict[str, Any] | None:
    """The cells of the strip, its title and the address of the whole thread; None where there is nothing to show.

    Its answer (three queries) is remembered: every fact that could change it makes a new generation, or it is a minute old at
    most.
    """
    reference = ref(room, noun, identifier)
    url = address("portal:thread", reference)
    cells = remembered(f"strip {reference} {language()}", lambda: strip_for(reference, None, thread_url=url))
    return {"cells": cells, "title": _("Thread: how far this has travelled"), "thread_url": url} if cells else None
