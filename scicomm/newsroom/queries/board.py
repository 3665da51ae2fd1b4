"""The board: leads, topics, writing, review, waiting to be released; narrowed by unit, public and editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.newsroom.enums import (
    IN_REVIEW,
    LeadSource,
    LeadState,
    Public,
    StoryState,
    TopicState,
)
from scicomm.newsroom.models import Dossier, Lead, Topic
from scicomm.newsroom.permissions import topics_for
from scicomm.newsroom.queries.lead_lists import leads_listed
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import OVERSEERS, units_under


@dataclass(frozen=True)
class Lane:
    """One column of the board."""

    label: str
    slips: list[dict[str, Any]]
    more: int
    url: str


@dataclass(frozen=True)
class Narrowing:
    """What a board, a list or a calendar is narrowed to; empty: everything the user may see."""

    unit: Unit | None = None
    public: str = ""
    editor: int | None = None

    @property
    def query(self) -> str:
        given = {
            "unit": self.unit.slug if self.unit else "",
            "public": self.public,
            "editor": str(self.editor) if self.editor else "",
        }
        return urlencode({name: value for name, value in given.items() if value})


LANE_SIZE = 12
LANES = {
    "leads": gettext_lazy("Leads"),
    "topics": gettext_lazy("Topics"),
    "writing": gettext_lazy("Writing"),
    "review": gettext_lazy("Review"),
    "release": gettext_lazy("To be released"),
}
_STORY_STATES: dict[str, list[str]] = {
    "writing": [StoryState.DRAFT, StoryState.RETURNED],
    "review": sorted(IN_REVIEW),
    "release": [StoryState.HELD],
}


def narrowing_of(user: Any, given: Any) -> Narrowing:
    """The narrowing that a query string asks for; what is not the user's, or nothing at all, narrows nothing. One query."""
    slug, public, editor = (str(given.get(name, "")) for name in ("unit", "public", "editor"))
    unit = units_under(user, OVERSEERS).filter(slug=slug).first() if slug else None
    known = editor.isascii() and editor.isdecimal() and len(editor) < 18
    return Narrowing(unit, public if public in Public.values else "", int(editor) if known else None)


def lane_rows(user: Any, lane: str, narrowed: Narrowing) -> QuerySet[Any]:
    """What stands in a lane, in its order."""
    if lane == "leads":
        rows: QuerySet[Any] = leads_listed(user, LeadState.NEW)
        # A lead has no editor and no public yet.
        return rows.none() if narrowed.public or narrowed.editor else _in_unit(rows, narrowed)
    if lane == "topics":
        return _in_unit(_waiting_topics(user, narrowed), narrowed)
    stories = Dossier.objects.filter(unit__in=units_under(user, OVERSEERS), state__in=_STORY_STATES[lane])
    if narrowed.public:
        stories = stories.filter(topic__segments__public=narrowed.public)
    if narrowed.editor:
        stories = stories.filter(Q(topic__editor=narrowed.editor) | Q(author=narrowed.editor))
    stories = stories.select_related("story", "unit", "author__person")
    order = ("embargo_until", "pk") if lane == "release" else ("-changed_at", "-pk")
    return _in_unit(stories, narrowed).order_by(*order)


def _waiting_topics(user: Any, narrowed: Narrowing) -> QuerySet[Any]:
    """Planned topics, and those being written that have no story yet: a talk or an exhibit may never have one."""
    rows = topics_for(user).filter(unit__in=units_under(user, OVERSEERS))
    rows = rows.filter(Q(state=TopicState.PLANNED) | Q(state=TopicState.WRITING, dossiers=None))
    if narrowed.public:
        rows = rows.filter(segments__public=narrowed.public)
    if narrowed.editor:
        rows = rows.filter(editor=narrowed.editor)
    return rows.select_related("unit", "editor__person", "lead").order_by(
        F("planned_on").asc(nulls_last=True), "-created_at", "-pk"
    )


def _in_unit(rows: QuerySet[Any], narrowed: Narrowing) -> QuerySet[Any]:
    return rows.filter(unit__path__startswith=narrowed.unit.path) if narrowed.unit else rows


def board_of(user: Any, narrowed: Narrowing | None = None) -> list[Lane]:
    """The board of the units a user oversees. One query a lane."""
    narrowed = narrowed or Narrowing()
    return [_lane(user, lane, narrowed) for lane in LANES]


def _lane(user: Any, lane: str, narrowed: Narrowing) -> Lane:
    """The first slips of a lane; how many there are comes with each row, so that nothing is asked twice."""
    rows = list(lane_rows(user, lane, narrowed).annotate(rows_in_all=Window(Count("pk")))[:LANE_SIZE])
    count = rows[0].rows_in_all if rows else 0
    address = reverse("newsroom_lane", args=[lane])
    url = f"{address}?{narrowed.query}" if narrowed.query else address
    return Lane(str(LANES[lane]), [slip_of(lane, row) for row in rows], max(count - LANE_SIZE, 0), url)


def board_choices(user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the board can be narrowed to. Two queries."""
    units = units_under(user, OVERSEERS).order_by("path")
    editors = User.objects.filter(pk__in=topics_for(user).order_by().values("editor")).select_related("person")
    return {
        "units": [(unit.slug, f"{'　' * (unit.depth - 1)}{unit.short_name}") for unit in units[:500]],
        "publics": [(str(value), str(label)) for value, label in Public.choices],
        "editors": [(str(user.pk), user.get_full_name()) for user in editors[:200]],
    }


def _lead_slip(lead: Lead) -> dict[str, Any]:
    words = {
        LeadSource.PAPER: _("New paper, news value %(value)s"),
        LeadSource.DATE: _("Important date, news value %(value)s"),
        LeadSource.TALK: _("Talked of outside, news value %(value)s"),
    }
    note = (
        words[LeadSource(lead.source)] % {"value": f"{lead.value_now:.2f}"}
        if lead.source in words
        else _("Handed in by %(name)s") % {"name": lead.reported_by or _("somebody")}
    )
    return {
        "url": reverse("newsroom_lead", args=[lead.pk]), "title": lead.title, "note": note, "who": lead.unit.short_name,
        "date": lead.created_at, "held": lead.is_confidential, "mark": _mark(lead),
    }  # fmt: skip


def _mark(lead: Lead | None) -> str:
    """What is said of a lead, or a topic made of it, that is to stay confidential."""
    if lead is None or lead.confidential_until is None or not lead.is_confidential:
        return ""
    return _("Confidential until %(day)s") % {
        "day": date_format(localtime(lead.confidential_until), "MONTH_DAY_FORMAT")
    }


def _topic_slip(topic: Topic) -> dict[str, Any]:
    return {
        "url": reverse("newsroom_topic", args=[topic.pk]), "title": topic.title, "note": topic.audience,
        "who": topic.editor.get_full_name() if topic.editor else topic.unit.short_name, "date": topic.planned_on,
        "held": topic.is_confidential, "mark": _mark(topic.lead),
    }  # fmt: skip


def _story_slip(dossier: Dossier) -> dict[str, Any]:
    return {
        "url": reverse("newsroom_story", args=[dossier.story_id]),
        "title": dossier.story.draft_title or dossier.story.title,
        "note": dossier.get_state_display(),
        "who": dossier.author.get_full_name() if dossier.author else dossier.unit.short_name,
        "date": dossier.embargo_until or dossier.changed_at,
        "late": dossier.state == StoryState.RETURNED,
        "held": bool(dossier.embargo_until) and dossier.state != StoryState.PUBLISHED,
    }


def slip_of(lane: str, row: Any) -> dict[str, Any]:
    """One slip of a lane: address, title, note, who, date, marks."""
    makers: dict[str, Callable[[Any], dict[str, Any]]] = {"leads": _lead_slip, "topics": _topic_slip}
    return makers.get(lane, _story_slip)(row)
