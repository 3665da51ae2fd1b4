"""Measuring the watches on queries, items and wanted pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations import watches
from scicomm.config.evaluations.kinds.kind import Kind
from scicomm.core.progress import TerminalProgress


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--queries", type=Path, required=True, help=_("JSON lines: id, query"))
    parser.add_argument("--items", type=Path, required=True, help=_("JSON lines: id, title, text, language"))
    parser.add_argument(
        "--pairs", type=Path, help=_("JSON lines: query, item; without it the plain evaluator says what is wanted")
    )


def run(options: dict[str, Any], progress: TerminalProgress) -> tuple[dict[str, Any], list[str]]:
    found = watches.read_watches(options["queries"], options["items"], options["pairs"])
    with progress.task(_("Measuring watches"), total=len(found.items)) as bar:
        figures = watches.evaluate(found, bar.advance)
    values = {"queries": figures.queries, "items": figures.items, "refused": figures.refused}
    lines = [
        _("Queries: %(queries)s (refused: %(refused)s); items: %(items)s") % values,
        _("Wanted pairs: %(wanted)s; found: %(found)s; compared with: %(other)s")
        % {"wanted": figures.wanted, "found": figures.found, "other": figures.compared_with},
        f"precision  {figures.precision:.4f}",
        f"recall     {figures.recall:.4f}",
        f"F1         {figures.f1:.4f}",
        _("Items a second, analysis and matching: %(speed).0f; all queries taken in: %(seconds).2f s")
        % {"speed": figures.docs_per_second, "seconds": figures.add_seconds},
    ]
    if figures.unknown_pairs:
        lines.append(_("Pairs of queries or items that are not there: %(count)s") % {"count": figures.unknown_pairs})
    lines += [_("Refused: %(query)s: %(reason)s") % {"query": name, "reason": why} for name, why in found.refused]
    lines += [_("Missing: %(query)s, %(item)s") % {"query": query, "item": item} for query, item in figures.missing]
    lines += [_("Too much: %(query)s, %(item)s") % {"query": query, "item": item} for query, item in figures.needless]
    refused = [{"id": name, "reason": why} for name, why in found.refused]
    return {**figures.to_json(), "refused_queries": refused}, lines


KIND = Kind("watches", gettext_lazy("standing queries and what they find"), add_arguments, run)
