"""Measuring what readers are offered on a set of interactions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations import matching
from scicomm.config.evaluations.interactions import read_interactions
from scicomm.config.evaluations.kinds.kind import Kind
from scicomm.core.progress import TerminalProgress
from scicomm.search.judged import BadSet


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--interactions",
        type=Path,
        required=True,
        help=_("lines of user, item, time and perhaps a value, with tabs"),
    )
    parser.add_argument("--items", type=Path, required=True, help=_("JSON lines: id, title, subjects, published"))
    parser.add_argument(
        "--subjects", type=lambda names: [name for name in names.split(",") if name], default=[], metavar="NAME,NAME",
        help=_("the fields of an item that are its subjects (without it: subjects, else categories)"),
    )  # fmt: skip
    parser.add_argument(
        "--split", choices=("last", "time"), default="last",
        help=_("ask for the last item of each user, or for all of the last fifth of the time"),
    )  # fmt: skip
    parser.add_argument(
        "--users", choices=("all", "even", "odd"), default="all",
        help=_("all users, or one half of them by the hash of the id: choose weights on one, report on the other"),
    )  # fmt: skip
    parser.add_argument("--liked", type=float, help=_("the value from which an item was wanted (without it: the mean)"))


def run(options: dict[str, Any], progress: TerminalProgress) -> tuple[dict[str, Any], list[str]]:
    found = read_interactions(options["interactions"], options["items"], options["subjects"])
    with progress.task(_("Measuring matching")) as bar:
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
            _("matching − %(name)s: nDCG@10 %(difference)s (95 %%: %(low)s to %(high)s), ahead with %(certainty)s %%")
            % values
        )
    if figures.unknown:
        lines.append(_("Interactions with items that are not there: %(count)s") % {"count": figures.unknown})
    return figures.to_json(), lines


KIND = Kind("matching", gettext_lazy("what readers are offered"), add_arguments, run)
