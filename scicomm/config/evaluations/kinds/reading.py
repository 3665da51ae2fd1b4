"""Measuring languages, the text of pages, and copies, on sets of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations.kinds.kind import Kind
from scicomm.config.evaluations.lines import rows_of, some
from scicomm.config.evaluations.reading import PageCase, evaluate_copies, evaluate_extraction, evaluate_language
from scicomm.core.progress import TerminalProgress
from scicomm.listening.rules.encodings import page_text
from scicomm.search.judged import BadSet

Figures = tuple[dict[str, Any], list[str]]


def language_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--items",
        type=Path,
        required=True,
        help=_("JSON lines: id, text, label (zh, en, other or a code of ISO 639-1)"),
    )


def run_language(options: dict[str, Any], progress: TerminalProgress) -> Figures:
    path = options["items"]
    items = some([(str(row["text"]), str(row["label"])) for _number, row in rows_of(path, "text", "label")], path)
    with progress.task(_("Measuring languages"), total=len(items)) as bar:
        figures = evaluate_language(items, bar.advance)
    lines = [
        _("Items: %(count)s; items a second: %(speed).0f") % {"count": figures.items, "speed": figures.items_a_second},
        f"accuracy    {figures.accuracy:.4f}",
    ]
    for label, share in figures.by_label.items():
        mistaken = ", ".join(f"{code} {count}" for code, count in figures.taken_for[label].items())
        lines.append(f"{label:12}{share:.4f}  {mistaken}".rstrip())
    return figures.to_json(), lines


def extraction_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--pages", type=Path, required=True,
        help=_("JSON lines: id, html (or path of a file beside it), and text, or with and without (lists of segments)"),
    )  # fmt: skip


def run_extraction(options: dict[str, Any], progress: TerminalProgress) -> Figures:
    path = options["pages"]
    cases = some([_case(number, row, path) for number, row in rows_of(path)], path)
    with progress.task(_("Reading pages"), total=len(cases)) as bar:
        figures = evaluate_extraction(cases, bar.advance)
    lines = [
        _("Pages: %(count)s; pages a second: %(speed).0f") % {"count": figures.pages, "speed": figures.pages_a_second}
    ]
    for name, values in ((_("segments"), figures.segments), (_("runs of four words"), figures.tokens)):
        if values:
            lines.append(f"{name}: P {values['precision']:.4f}  R {values['recall']:.4f}  F {values['f']:.4f}")
    lines += [f"  {f:.4f}  {name}" for name, f in figures.worst if f < 0.9]
    return figures.to_json(), lines


def _case(number: int, row: dict[str, Any], path: Path) -> PageCase:
    html = row.get("html")
    if html is None:
        if not row.get("path"):
            raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": "html"})
        try:
            html = page_text((path.parent / str(row["path"])).read_bytes())
        except OSError as error:
            raise BadSet(
                _("%(file)s cannot be read: %(reason)s") % {"file": row["path"], "reason": error.strerror}
            ) from error
    wanted, unwanted = row.get("with") or (), row.get("without") or ()
    if not (row.get("text") or wanted or unwanted):
        raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": "text"})
    return PageCase(
        str(row.get("id", number)),
        str(html),
        str(row.get("text") or ""),
        tuple(map(str, wanted)),
        tuple(map(str, unwanted)),
    )


def copies_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--items", type=Path, required=True, help=_("JSON lines in order: id, text, and group where copies share one")
    )
    parser.add_argument("--pairs", type=Path, help=_("JSON lines a, b: the ids of texts that are copies"))


def run_copies(options: dict[str, Any], progress: TerminalProgress) -> Figures:
    path = options["items"]
    items = some(
        [
            (str(row["id"]), str(row["text"]), str(row.get("group") or row.get("label") or ""))
            for _number, row in rows_of(path, "id", "text")
        ],
        path,
    )
    known = {name for name, _text, _group in items}
    pairs = None
    if options["pairs"]:
        pairs = [(str(row["a"]), str(row["b"])) for _number, row in rows_of(options["pairs"], "a", "b")]
        pairs = [pair for pair in pairs if known.issuperset(pair)]
    with progress.task(_("Looking for copies"), total=len(items)) as bar:
        figures = evaluate_copies(items, pairs, bar.advance)
    lines = [
        _("Items: %(count)s; items a second: %(speed).0f") % {"count": figures.items, "speed": figures.items_a_second},
        _("Pairs: %(pairs)s; P %(precision).4f; R %(recall).4f")
        % {"pairs": figures.pairs, "precision": figures.precision, "recall": figures.recall},
        *(f"  Jaccard {band}  {found}/{of}" for band, (found, of) in figures.by_jaccard.items()),
        *(
            _("  joined though they are not: %(one)s, %(other)s (Jaccard %(index)s)") % {"one": a, "other": b, "index": j}
            for a, b, j in figures.false
        ),
    ]  # fmt: skip
    return figures.to_json(), lines


LANGUAGE = Kind("language", gettext_lazy("which language texts are in"), language_arguments, run_language)
EXTRACTION = Kind("extraction", gettext_lazy("the text of web pages"), extraction_arguments, run_extraction)
DUPLICATES = Kind("duplicates", gettext_lazy("which texts are copies of others"), copies_arguments, run_copies)
