"""What happened to a story's paper, in words for readers; and the stories whose notices wait to be dealt with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from scicomm.journals.queries import standing_notice
from scicomm.newsroom.enums import StoryState
from scicomm.newsroom.models import Dossier
from scicomm.organisation.permissions import EDITORS, units_under


@dataclass(frozen=True, slots=True)
class PaperNotice:
    """A notice as a story shows it; `doi` is where readers find it in the house."""

    kind: str
    title: str
    text: str
    on: dt.date
    doi: str

    @property
    def is_grave(self) -> bool:
        """Whether the story should no longer be relied on as it stands."""
        return self.kind != "corrected"


def notice_of(article_id: int | str) -> dict[str, str]:
    """What stands against a paper, as a dossier keeps it; empty where nothing does."""
    found = standing_notice(article_id)
    return {"kind": found.kind, "on": found.on.isoformat(), "doi": found.doi} if found else {}


def paper_notice(dossier: Dossier) -> PaperNotice | None:
    """What stands against the story's paper, from the dossier alone."""
    kept = dossier.paper_notice
    if not kept:
        return None
    title, text = _words(kept["kind"])
    return PaperNotice(kept["kind"], title, text, dt.date.fromisoformat(kept["on"]), kept["doi"])


def _words(kind: str) -> tuple[str, str]:
    beware = _("Do not rely on what this story says of its results before you have read why.")
    return {
        "retracted": (_("The paper behind this story was retracted"), beware),
        "withdrawn": (_("The paper behind this story was withdrawn"), beware),
        "concern": (_("The journal has a concern about the paper behind this story"), beware),
        "corrected": (
            _("The paper behind this story was corrected"),
            _("What this story says may differ from the corrected paper."),
        ),
    }[kind]


def notices_waiting_for(user: Any) -> QuerySet[Dossier]:
    """Stories of whose paper something was said that nobody has dealt with yet, in the units the user edits; oldest first."""
    return (
        Dossier.objects.filter(
            unit__in=units_under(user, EDITORS), paper_notice_at__isnull=False, paper_notice_dealt_at__isnull=True
        )
        .exclude(state=StoryState.WITHDRAWN)
        .select_related("story", "unit")
        .order_by("paper_notice_at", "pk")
    )
