"""The command `evaluate search`: measures the search engine on any judged set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.progress import TerminalProgress, terminal_language
from scicomm.search.evaluation import Quality, evaluate
from scicomm.search.judged import BadSet, read_set


class Command(BaseCommand):
    help = gettext_lazy("Measure how well search ranks, on documents, queries and judgements of your own.")  # type: ignore[assignment]
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="search")
        ranking = what.add_parser("search", help=_("the ranking of the site's search"))
        ranking.add_argument("--docs", type=Path, required=True, help=_("JSON lines: id, title, text, lang"))
        ranking.add_argument("--queries", type=Path, required=True, help=_("JSON lines: id, text"))
        ranking.add_argument("--qrels", type=Path, required=True, help=_("TREC judgements: query 0 document grade"))
        ranking.add_argument("--json", action="store_true", help=_("print the figures as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            try:
                judged = read_set(options["docs"], options["queries"], options["qrels"])
            except BadSet as error:
                raise CommandError(str(error)) from error
            total = len(judged.documents) + len(judged.queries)
            with TerminalProgress(cast(TextIO, self.stderr)).task(_("Measuring search"), total=total) as bar:
                figures = evaluate(judged, bar.advance)
            if options["json"]:
                self.stdout.write(json.dumps(figures.to_json(), indent=1))
            else:
                self.stdout.write("\n".join(self.lines(figures)))

    def lines(self, figures: Quality) -> list[str]:
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
