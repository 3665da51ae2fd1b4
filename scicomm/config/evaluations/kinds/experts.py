"""Measuring who is suggested to speak."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations.experts import evaluate, read_documents, read_queries
from scicomm.config.evaluations.kinds.kind import Kind
from scicomm.core.progress import TerminalProgress


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--documents", type=Path, required=True, help=_("JSON lines: id, title, text or abstract, authors (ids)")
    )
    parser.add_argument("--queries", type=Path, required=True, help=_("JSON lines: id, text, relevant (author ids)"))


def run(options: dict[str, Any], progress: TerminalProgress) -> tuple[dict[str, Any], list[str]]:
    documents = read_documents(options["documents"])
    asked = read_queries(options["queries"], documents)
    with progress.task(_("Measuring experts"), total=len(asked)) as bar:
        figures = evaluate(documents, asked, bar.advance)
    ours, plainly = figures.ours, figures.summed_tf_idf
    values = {"documents": figures.documents, "people": figures.people, "queries": figures.queries}
    lines = [
        _("Documents: %(documents)s; people: %(people)s; queries: %(queries)s") % values,
        f"MAP         {ours.map:.4f}   ({_('summed TF-IDF')} {plainly.map:.4f})",
        f"P@10        {ours.precision_10:.4f}   ({_('summed TF-IDF')} {plainly.precision_10:.4f})",
        f"MRR         {ours.mrr:.4f}   ({_('summed TF-IDF')} {plainly.mrr:.4f})",
        _("Lead in MAP: %(lead)+.4f (95 %%: %(low)+.4f to %(high)+.4f)")
        % {"lead": figures.lead, "low": figures.lead_low, "high": figures.lead_high},
        _("Queries a second: %(speed).0f; index built in %(seconds).1f s")
        % {"speed": figures.queries_a_second, "seconds": figures.index_seconds},
    ]
    if figures.left_out:
        lines.append(_("Queries without a relevant person, left out: %(count)s") % {"count": figures.left_out})
    if figures.unknown_people:
        lines.append(_("Relevant people who wrote no document: %(count)s") % {"count": figures.unknown_people})
    return figures.to_json(), lines


KIND = Kind("experts", gettext_lazy("who is suggested to speak"), add_arguments, run)
