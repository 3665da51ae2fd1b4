"""What a wrong cell of a table should have held, in the reader's words; no rows are read here."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.journals.rules.indicator_files import FIRST_YEAR, MOST_LINES


def expected_words(code: str) -> str:
    """The code of what was expected (see rules/indicator_files.py) as a sentence."""
    if code.startswith("decimals-"):
        places = int(code.removeprefix("decimals-"))
        if not places:
            return _("A whole number.")
        return ngettext(
            "A number with at most %(count)d decimal.", "A number with at most %(count)d decimals.", places
        ) % {"count": places}
    if code.startswith("same-as-line-"):
        return _("Line %(line)s gives another value for the same journal, indicator and year.") % {
            "line": code.removeprefix("same-as-line-")
        }
    sentences = {
        "not-empty": _("A table; this file is empty."),
        "encoding": _("A text in UTF-8 or GB18030. From a spreadsheet, save it as CSV."),
        "a-table": _("A table: a quotation mark is open, or a cell is far too long."),
        "fewer-lines": _("At most %(most)d lines in one file.") % {"most": MOST_LINES},
        "known-heading": _(
            "A heading that is known: journal, ISSN, CN, year, source, note, or the name of an indicator."
        ),
        "column-journal": _("A column that names the journal: ISSN, CN number or title."),
        "column-year": _("A column with the year."),
        "column-value": _("A column for an indicator, or the two columns indicator and value."),
        "as-many-cells": _(
            "As many cells as there are headings; put texts that hold the separator into quotation marks."
        ),
        "journal": _("A journal of the house, by ISSN, CN number or title."),
        "own-journal": _("A journal whose figures you keep; this one belongs to another unit."),
        "one-journal": _("One journal; ISSN, CN number and title of this line speak of different ones."),
        "issn-for-title": _("An ISSN or CN number: several journals have this title."),
        "issn": _("An ISSN like 1234-567X, whose last digit checks the others."),
        "cn": _("A CN number like CN 11-1234/Q."),
        "indicator": _("The code or the name of an indicator in use."),
        "year": _("A year from %(first)s to this year.") % {"first": FIRST_YEAR},
        "number": _("A number: digits, at most one decimal point."),
        "share": _("A share from 0 to 100 per cent."),
        "not-negative": _("A number that is not negative."),
    }
    return sentences.get(code, code)
