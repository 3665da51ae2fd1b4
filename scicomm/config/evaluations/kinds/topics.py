"""Measuring the topics on a labelled stream."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations.kinds.kind import Kind
from scicomm.config.evaluations.topics import evaluate, read_stream
from scicomm.core.progress import TerminalProgress


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--items", type=Path, required=True, help=_("JSON lines in order: id, time, text, label"))


def run(options: dict[str, Any], progress: TerminalProgress) -> tuple[dict[str, Any], list[str]]:
    stream = read_stream(options["items"])
    with progress.task(_("Measuring topics"), total=len(stream)) as bar:
        figures = evaluate(stream, bar.advance)
    values = {"items": figures.items, "labels": figures.labels, "topics": figures.topics}
    return figures.to_json(), [
        _("Items: %(items)s; topics wanted: %(labels)s; topics found: %(topics)s") % values,
        f"BCubed P    {figures.precision:.4f}",
        f"BCubed R    {figures.recall:.4f}",
        f"BCubed F    {figures.f:.4f}",
        _("Merges: %(merges)s; splits: %(splits)s; items a second: %(speed).0f")
        % {"merges": figures.merges, "splits": figures.splits, "speed": figures.items_a_second},
    ]


KIND = Kind("topics", gettext_lazy("how items are put into topics"), add_arguments, run)
