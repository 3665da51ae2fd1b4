"""Measuring the ranking of the site's search on a judged set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations.kinds.kind import Kind
from scicomm.core.progress import TerminalProgress
from scicomm.search.evaluation import Quality, evaluate
from scicomm.search.judged import read_set


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--docs", type=Path, required=True, help=_("JSON lines: id, title, text, lang"))
    parser.add_argument("--queries", type=Path, required=True, help=_("JSON lines: id, text"))
    parser.add_argument("--qrels", type=Path, required=True, help=_("TREC judgements: query 0 document grade"))


def run(options: dict[str, Any], progress: TerminalProgress) -> tuple[dict[str, Any], list[str]]:
    judged = read_set(options["docs"], options["queries"], options["qrels"])
    total = len(judged.documents) + len(judged.queries)
    with progress.task(_("Measuring search"), total=total) as bar:
        figures = evaluate(judged, bar.advance)
    return figures.to_json(), lines(figures)


def lines(figures: Quality) -> list[str]:
    """The figures for people."""
    lines = [
        _("Documents: %(documents)s; queries: %(queries)s; index built in %(seconds).1f s")
        % {"documents": figures.documents, "queries": figures.queries, "seconds": figures.index_seconds},
        f"nDCG@10     {figures.ndcg_10:.4f}",
        f"MAP@100     {figures.map_100:.4f}",
        f"MRR         {figures.mrr:.4f}",
        f"recall@100  {figures.recall_100:.4f}",
        _("Time of a query: p50 %(p50).2f ms, p90 %(p90).2f ms, p99 %(p99).2f ms")
        % {"p50": figures.latency_p50_ms, "p90": figures.latency_p90_ms, "p99": figures.latency_p99_ms},
        _("Queries that found nothing: %(count)s") % {"count": figures.without_result},
    ]
    if figures.unjudged_queries:
        lines.append(
            _("Queries without a relevant document, left out: %(count)s") % {"count": figures.unjudged_queries}
        )
    if figures.unknown_judgements:
        lines.append(
            _("Judgements of queries or documents that are not there: %(count)s")
            % {"count": figures.unknown_judgements}
        )
    return lines


KIND = Kind("search", gettext_lazy("the ranking of the site's search"), add_arguments, run)
