"""Measuring the links of mentions to papers, stories, people and units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations import link_sets, links
from scicomm.config.evaluations.kinds.kind import Kind
from scicomm.core.progress import TerminalProgress


def add_arguments(parser: CommandParser) -> None:
    known = _("JSON lines: id, kind (article, story, person, unit, journal), names or titles")
    parser.add_argument("--known", type=Path, required=True, help=known)
    parser.add_argument(
        "--mentions", type=Path, required=True, help=_("JSON lines: id, title, text, links, day, wants (what it speaks of)")
    )  # fmt: skip


def run(options: dict[str, Any], progress: TerminalProgress) -> tuple[dict[str, Any], list[str]]:
    known = link_sets.read_known(options["known"])
    mentions = link_sets.read_mentions(options["mentions"], known)
    with progress.task(_("Measuring links"), total=len(mentions)) as bar:
        figures = links.evaluate(known, mentions, bar.advance)
    told = links.traps(mentions)
    found, wanted = _("found"), _("wanted")
    lines = [
        _("Known: %(known)s; mentions: %(mentions)s, of which %(empty)s speak of nothing of ours")
        % {"known": figures.known, "mentions": figures.mentions, "empty": told[False]},
        f"{'':12}{'precision':>10}{'recall':>10}{'F1':>10}{found:>8}{wanted:>8}",
        _row(_("all"), figures.all),
        *(_row(name, score) for name, score in sorted(figures.by_method.items())),
        *(_row(name, score) for name, score in sorted(figures.by_kind.items())),
        _("Left to people: %(count)s links, of which right: %(right)s")
        % {"count": figures.doubtful, "right": figures.doubtful_right},
        _("Mentions a second: %(speed).0f") % {"speed": figures.mentions_a_second},
    ]
    lines += [
        _("Missing: %(query)s, %(item)s") % {"query": one[0], "item": f"{one[1]} ({one[2]})"} for one in figures.missing
    ]
    lines += [
        _("Too much: %(query)s, %(item)s") % {"query": one[0], "item": f"{one[1]} ({one[2]})"}
        for one in figures.needless
    ]
    return figures.to_json(), lines


def _row(name: str, score: links.Score) -> str:
    return f"{name:12}{score.precision:10.4f}{score.recall:10.4f}{score.f1:10.4f}{score.found:8}{score.wanted:8}"


KIND = Kind("links", gettext_lazy("what mentions speak of"), add_arguments, run)
