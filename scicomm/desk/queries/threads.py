"""The thread of anything as one reader may see it: eight stations with their things, the causes between them, strip and picture.

Staff see what their units allow; the rest stands there as "another unit's", without a title. The public sees papers, public
stories, releases and public answers, and how many mentions there were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assessment.queries import Points, points_of
from scicomm.desk.queries.graph import REACHED, Graph, is_walked, walk
from scicomm.desk.queries.things import Thing, public_dates, things_of
from scicomm.desk.queries.weaving import STATIONS, Cause, contracted, reduced, station_of
from scicomm.desk.queries.wording import picture_of, station_note, strip_of, table_of
from scicomm.desk.rules.thread import Cell
from scicomm.desk.rules.weave import Tone
from scicomm.facts.base import ref_parts

STATION_NAMES = {
    "paper": gettext_lazy("Paper"),
    "lead": gettext_lazy("Lead"),
    "story": gettext_lazy("Story"),
    "channels": gettext_lazy("Channels"),
    "mentions": gettext_lazy("Mentions"),
    "questions": gettext_lazy("Questions"),
    "answers": gettext_lazy("Answered"),
    "assessment": gettext_lazy("Assessment"),
}


class NoThread(LookupError):
    """There is no such thing, or this reader may not know that there is; edges answer both with 404."""


@dataclass(frozen=True, slots=True)
class ThreadNode:
    """One thing of a thread: `title` is empty where the reader may only know that it is there (`hidden`).

    `counts` is False for what is drawn but is no thing (an answer that is waited for).
    """

    key: str
    station: str
    title: str
    url: str = ""
    date: dt.datetime | None = None
    note: str = ""
    tone: Tone = Tone.PLAIN
    here: bool = False
    hidden: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class ThreadStation:
    """One of the eight columns, oldest thing first. `total` is its number as a reader reads it ("9", "12.5")."""

    key: str
    label: str
    nodes: tuple[ThreadNode, ...]
    count: int
    total: str
    note: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """All that hangs together with one thing. `edges` are causes between node keys; `points` what it counts in the assessment
    (None for the public); `is_cut` says that the walk was ended before the thread did."""

    reference: str
    title: str
    here: str
    stations: tuple[ThreadStation, ...]
    edges: tuple[Cause, ...]
    points: Decimal | None
    is_cut: bool

    @property
    def nodes(self) -> tuple[ThreadNode, ...]:
        return tuple(node for station in self.stations for node in station.nodes)

    def station(self, key: str) -> ThreadStation:
        return next(station for station in self.stations if station.key == key)

    @property
    def days_to_story(self) -> int | None:
        """Days from the first paper to the first public story; None while one of them is missing."""
        papers = [node.date for node in self.station("paper").nodes if node.date]
        told = [node.date for node in self.station("story").nodes if node.date and node.tone is Tone.PLAIN]
        return (min(told).date() - min(papers).date()).days if papers and told else None


def threads_of(references: Iterable[str], *, user: Any = None) -> dict[str, Thread]:
    """The threads of several things at once, at the query price of one; those the reader may not know of are missing."""
    reader = user if getattr(user, "is_authenticated", False) else None
    wanted = [reference for reference in dict.fromkeys(references) if is_walked(reference)]
    graph = walk(wanted)
    things = things_of(graph.things, reader)
    # The public is told no points, so none are counted.
    points = points_of(graph.things) if graph.things and reader is not None else []
    return {
        reference: _thread(reference, graph.part_of(reference), things, points, reader)
        for reference in wanted
        if reference in things
    }


def thread_of(reference: str, *, user: Any = None) -> Thread:
    """The thread of one thing (`"newsroom.story:12"`, `"journals.article:7"`, …) for a reader; None or an anonymous user is the
    public. Raises NoThread where the reader may not see the thing itself. At most thirty queries whatever the numbers, a third of
    them for the public."""
    found = threads_of([reference], user=user).get(reference)
    if found is None:
        raise NoThread(reference)
    return found


def strip_for(reference: str, user: Any = None, *, thread_url: str = "") -> tuple[Cell, ...]:
    """The cells for components/thread_strip.html; empty where the reader may not see the thing. With `thread_url` each station
    links into that page (`…#paper`). Three queries for the public."""
    if getattr(user, "is_authenticated", False):
        found = threads_of([reference], user=user).get(reference)
        return strip_of(found, thread_url) if found else ()
    if not is_walked(reference):
        return ()
    graph = walk([reference])
    things = public_dates(graph.things)
    return strip_of(_thread(reference, graph, things, [], None), thread_url) if reference in things else ()


def thread_strip(thread: Thread, *, thread_url: str = "") -> tuple[Cell, ...]:
    """The cells of a thread that was already walked."""
    return strip_of(thread, thread_url)


def thread_picture(thread: Thread, *, key: str = "weave") -> SafeString:
    """The two drawings for components/thread_picture.html; the same content must stand beside them as a list."""
    return picture_of(thread, key)


def thread_rows(thread: Thread) -> list[list[str]]:
    """The thread as a table with a heading row, for CSV; what is hidden stands in it without a title."""
    return table_of(thread)


def _anonymous(reference: str, reader: Any, graph: Graph, things: dict[str, Thing]) -> bool:
    """Whether a thing the reader may not see is still shown, without a title. A hot topic is not: it is none of our things."""
    kind, _identifier = ref_parts(reference)
    if kind in REACHED:
        return False
    if reader is not None:
        return True
    return kind == "listening.mention" and any(
        target == reference and source in things for source, target in graph.edges
    )


def _thread(reference: str, graph: Graph, things: dict[str, Thing], points: list[Points], reader: Any) -> Thread:
    shown = {
        thing
        for thing in graph.things
        if station_of(thing) and (thing in things or _anonymous(thing, reader, graph, things))
    }
    merged = _topics_into_leads(graph, shown)
    edges = reduced(contracted(graph.things, graph.edges, shown, merged))
    here = merged.get(reference, reference)
    nodes = [_node(thing, things.get(thing), here) for thing in sorted(shown - set(merged))]
    awaited, awaited_edges = _awaited(nodes, things)
    counted = [one for one in points if one.subject in shown] if reader is not None else []
    scored, scored_edges = _scored(counted)
    causes = [*(_cause(edge, things) for edge in sorted(edges)), *awaited_edges, *scored_edges]
    drawn = {node.key for node in (*nodes, *awaited, *scored)}
    total = sum((one.points for one in counted), Decimal(0)) if reader is not None else None
    stations = tuple(
        _station(key, [*nodes, *awaited, *scored], total, _reached_unseen(key, graph, things, reader))
        for key in STATIONS
    )
    return Thread(
        reference, things[reference].title, here, stations,
        tuple(cause for cause in causes if {cause.source, cause.target} <= drawn), total, graph.is_cut,
    )  # fmt: skip


def _topics_into_leads(graph: Graph, shown: set[str]) -> dict[str, str]:
    """A topic and the lead it came from are one stop: the topic stands where its lead does."""
    return {
        target: source
        for source, target in graph.edges
        if target in shown and source in shown
        and source.startswith("newsroom.lead:") and target.startswith("newsroom.topic:")
    }  # fmt: skip


def _node(reference: str, thing: Thing | None, here: str) -> ThreadNode:
    station = station_of(reference)
    if thing is None:
        return ThreadNode(reference, station, "", hidden=True)
    return ThreadNode(
        reference, station, thing.title, thing.url, thing.date, thing.note, thing.tone, here=reference == here,
        counts=thing.counts,
    )  # fmt: skip


def _awaited(nodes: Sequence[ThreadNode], things: dict[str, Thing]) -> tuple[list[ThreadNode], list[Cause]]:
    """An open end for each question nobody has answered yet."""
    waiting = [node.key for node in nodes if node.key in things and things[node.key].waits]
    return (
        [
            ThreadNode(f"awaited:{key}", "answers", _("not answered yet"), tone=Tone.TODO, counts=False)
            for key in waiting
        ],
        [Cause(key, f"awaited:{key}", Tone.TODO) for key in waiting],
    )


def _scored(counted: Sequence[Points]) -> tuple[list[ThreadNode], list[Cause]]:
    """One node for each indicator the thread counts in."""
    sums: dict[str, Decimal] = {}
    for one in counted:
        sums[one.code] = sums.get(one.code, Decimal(0)) + one.points
    names = {one.code: one.name for one in counted}
    return (
        [
            ThreadNode(f"indicator:{code}", "assessment", names[code], note=station_note("assessment", 0, points))
            for code, points in sorted(sums.items())
        ],
        [Cause(one.subject, f"indicator:{one.code}", Tone.FAINT) for one in counted],
    )


def _cause(edge: tuple[str, str], things: dict[str, Thing]) -> Cause:
    source, target = (things.get(end) for end in edge)
    if source and source.claim and ref_parts(edge[1])[0] in {"responses.case", "responses.answer"}:
        return Cause(*edge, Tone.HOT)
    return Cause(*edge, Tone.TODO if target and not target.done else Tone.PLAIN)


def _reached_unseen(key: str, graph: Graph, things: dict[str, Thing], reader: Any) -> bool:
    """For the public: the thread came past the lead, and past the assessment, though neither is shown."""
    if reader is not None:
        return False
    if key == "lead":
        return any(ref_parts(thing)[0] == "newsroom.lead" for thing in graph.things)
    public = {"newsroom.story", "responses.answer"}
    return key == "assessment" and any(ref_parts(thing)[0] in public and thing in things for thing in graph.things)


def _station(key: str, nodes: Sequence[ThreadNode], points: Decimal | None, reached_unseen: bool) -> ThreadStation:
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    mine = sorted((node for node in nodes if node.station == key), key=lambda n: (n.hidden, n.date or far, n.key))
    counted = [node for node in mine if node.counts]
    done = [node for node in counted if node.tone is not Tone.TODO]
    note = station_note(key, len(done), points, dates=[node.date for node in done], notes=[n.note for n in counted])
    total = str(len(done)) if key != "assessment" else (f"{points:.1f}".removesuffix(".0") if points else "")
    if reached_unseen and not mine:
        return ThreadStation(key, str(STATION_NAMES[key]), (), 1, "", "", True)
    return ThreadStation(key, str(STATION_NAMES[key]), tuple(mine), len(done), total, note, bool(done))
