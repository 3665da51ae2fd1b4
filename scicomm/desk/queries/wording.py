"""How a thread reads: the words at its stations, its strip, its picture and its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scicomm.core.text import safe_cell
from scicomm.desk.queries.weaving import STATIONS
from scicomm.desk.rules import weave
from scicomm.desk.rules.thread import Cell, Progress, Station, strip_cells

if TYPE_CHECKING:
    from scicomm.desk.queries.threads import Thread, ThreadNode, ThreadStation


def points_in_words(points: Decimal) -> str:
    """A number of points as it reads: "12.5 points"."""
    shown = f"{points:.1f}".removesuffix(".0")
    return _("%(points)s point") % {"points": shown} if shown == "1" else _("%(points)s points") % {"points": shown}


def _counted(key: str, count: int) -> str:
    sentences = {
        "paper": lambda: ngettext("%(count)d paper", "%(count)d papers", count),
        "lead": lambda: ngettext("%(count)d lead", "%(count)d leads", count),
        "story": lambda: ngettext("%(count)d story", "%(count)d stories", count),
        "channels": lambda: ngettext("%(count)d release", "%(count)d releases", count),
        "mentions": lambda: ngettext("%(count)d mention", "%(count)d mentions", count),
        "questions": lambda: ngettext("%(count)d question", "%(count)d questions", count),
        "answers": lambda: ngettext("%(count)d answer", "%(count)d answers", count),
    }
    return sentences[key]() % {"count": count}


def station_note(
    key: str,
    count: int,
    points: Decimal | None,
    *,
    dates: Sequence[dt.datetime | None] = (),
    notes: Sequence[str] = (),
) -> str:
    """The line under a station's name: a date where there is one paper, lead or story, a number elsewhere; for what is under
    way, its state."""
    if key == "assessment":
        return points_in_words(points) if points else ""
    if not count:
        return notes[0] if len(notes) == 1 else ""
    if count == 1 and key in {"paper", "lead", "story"} and dates and dates[0]:
        return date_format(timezone.localtime(dates[0]), "MONTH_DAY_FORMAT")
    return _counted(key, count)


def _progress(thread: Thread, station: ThreadStation) -> Progress:
    if any(node.here for node in station.nodes):
        return Progress.HERE
    return Progress.DONE if station.reached else Progress.TODO


def _iso(station: ThreadStation) -> str:
    dates = [node.date for node in station.nodes if node.date and node.counts]
    single = station.count == 1 and station.key in {"paper", "lead", "story"} and station.note
    return timezone.localtime(dates[0]).date().isoformat() if single and dates else ""


def strip_of(thread: Thread, thread_url: str = "") -> tuple[Cell, ...]:
    """The eight cells of a thread's strip; a station that was reached links into the thread's page."""
    return strip_cells(
        [
            Station(
                kind=station.key,
                label=station.label,
                count=max(station.count, 1),
                note=station.note,
                url=f"{thread_url}#{station.key}" if thread_url and (station.reached or station.nodes) else "",
                progress=_progress(thread, station),
                date=_iso(station),
                strands=1 if station.key == "assessment" else None,
            )
            for station in thread.stations
        ]
    )


def node_words(node: ThreadNode) -> str:
    """What a node is called; a hidden one says only that it is there."""
    if not node.hidden:
        return node.title
    return _("a mention") if node.station == "mentions" else _("of another unit")


def _note(node: ThreadNode) -> str:
    if node.station in {"paper", "lead", "story"} and node.date and not node.note:
        return date_format(timezone.localtime(node.date), "MONTH_DAY_FORMAT")
    return node.note


def summary_of(thread: Thread) -> str:
    """The whole thread in one sentence of numbers."""
    parts = [_counted(s.key, s.count) for s in thread.stations if s.key != "assessment" and s.count and s.nodes]
    return pgettext("list", ", ").join(parts)


def picture_of(thread: Thread, key: str = "weave") -> SafeString:
    """Two drawings: wide for desks, tall for phones."""
    columns = [weave.Column(station.label, station.total) for station in thread.stations]
    nodes = [
        weave.Node(
            key=node.key,
            column=STATIONS.index(node.station),
            label=node_words(node),
            note=_note(node),
            url=node.url,
            tone=node.tone,
            here=node.here,
        )
        for node in thread.nodes
    ]
    links = [weave.Link(cause.source, cause.target, cause.tone) for cause in thread.edges]
    title = _("Thread of “%(title)s”") % {"title": thread.title}
    return weave.picture(columns, nodes, links, title=title, description=summary_of(thread), key=key)


def table_of(thread: Thread) -> list[list[str]]:
    """A heading row, then a row for each thing: station, what, when (ISO), note, address, what it came from."""
    names = {node.key: node_words(node) for node in thread.nodes}
    labels = {station.key: station.label for station in thread.stations}
    came_from: dict[str, list[str]] = {}
    for cause in thread.edges:
        came_from.setdefault(cause.target, []).append(names[cause.source])
    rows = [[_("Station"), _("What"), _("When"), _("Note"), _("Address"), _("Came from")]]
    for node in thread.nodes:
        when = timezone.localtime(node.date).isoformat(timespec="minutes") if node.date else ""
        cells = [
            labels[node.station],
            names[node.key],
            when,
            node.note,
            node.url,
            "; ".join(came_from.get(node.key, [])),
        ]
        rows.append([safe_cell(cell) for cell in cells])
    return rows
