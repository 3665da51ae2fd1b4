"""The command `evaluate`: measures search on any judged set, and the matching on any set of interactions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations import matching
from scicomm.config.evaluations.interactions import read_interactions
from scicomm.core.progress import TerminalProgress, terminal_language
from scicomm.search.evaluation import Quality, evaluate
from scicomm.search.judged import BadSet, read_set


class Command(BaseCommand):
    help = gettext_lazy("Measure how well search and matching rank, on sets of your own.")  # type: ignore[assignment]
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="search|matching")
        ranking = what.add_parser("search", help=_("the ranking of the site's search"))
        ranking.add_argument("--docs", type=Path, required=True, help=_("JSON lines: id, title, text, lang"))
        ranking.add_argument("--queries", type=Path, required=True, help=_("JSON lines: id, text"))
        ranking.add_argument("--qrels", type=Path, required=True, help=_("TREC judgements: query 0 document grade"))
        ranking.add_argument("--json", action="store_true", help=_("print the figures as JSON"))
        people = what.add_parser("matching", help=_("what readers are offered"))
        people.add_argument(
            "--interactions",
            type=Path,
            required=True,
            help=_("lines of user, item, time and perhaps a value, with tabs"),
        )
        people.add_argument("--items", type=Path, required=True, help=_("JSON lines: id, title, subjects, published"))
        people.add_argument(
            "--split", choices=("last", "time"), default="last",
            help=_("ask for the last item of each user, or for all of the last fifth of the time"),
        )  # fmt: skip
        people.add_argument(
            "--users", choices=("all", "even", "odd"), default="all",
            help=_("all users, or one half of them by the hash of the id: choose weights on one, report on the other"),
        )  # fmt: skip
        people.add_argument(
            "--liked", type=float, help=_("the value from which an item was wanted (without it: the mean)")
        )
        people.add_argument("--json", action="store_true", help=_("print the figures as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            try:
                figures, lines = (self.search if options["what"] == "search" else self.matching)(options)
            except BadSet as error:
                raise CommandError(str(error)) from error
            self.stdout.write(json.dumps(figures, indent=1) if options["json"] else "\n".join(lines))

    def search(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        judged = read_set(options["docs"], options["queries"], options["qrels"])
        total = len(judged.documents) + len(judged.queries)
        with TerminalProgress(cast(TextIO, self.stderr)).task(_("Measuring search"), total=total) as bar:
            figures = evaluate(judged, bar.advance)
        return figures.to_json(), self.lines(figures)

    def matching(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        found = read_interactions(options["interactions"], options["items"])
        with TerminalProgress(cast(TextIO, self.stderr)).task(_("Measuring matching")) as bar:
            figures = matching.evaluate(
                found, split=options["split"], liked=options["liked"], half=options["users"], advance=bar.advance
            )
        if not figures.cases:
            raise BadSet(
                _("There is nobody to ask for: a user needs %(count)s items before the last one.")
                % {"count": matching.LEAST}
            )
        lines = [
            _("Items: %(items)s; users: %(users)s; wanted interactions: %(taken)s; asked: %(cases)s")
            % {"items": figures.items, "users": figures.users, "taken": figures.interactions, "cases": figures.cases},
            f"{'':24}nDCG@10  recall@10  MRR@10  coverage",
        ]
        for name, scores in figures.rankings.items():
            row = f"{scores.ndcg_10:7.4f}  {scores.recall_10:9.4f}  {scores.mrr_10:6.4f}  {scores.coverage:8.4f}"
            lines.append(f"{name:24}{row}")
        for name, ahead in figures.leads.items():
            values = {"name": name, "difference": f"{ahead.difference:+.4f}", "low": f"{ahead.low:+.4f}",
                      "high": f"{ahead.high:+.4f}", "certainty": f"{100 * ahead.certainty:.1f}"}  # fmt: skip
            lines.append(
                _(
                    "matching − %(name)s: nDCG@10 %(difference)s (95 %%: %(low)s to %(high)s), ahead with %(certainty)s %%"
                )
                % values
            )
        if figures.unknown:
            lines.append(_("Interactions with items that are not there: %(count)s") % {"count": figures.unknown})
        return figures.to_json(), lines

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
