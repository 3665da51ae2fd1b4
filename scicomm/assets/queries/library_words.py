"""The words for the reasons of the library: why a file was refused, what was wrong in a table."""

from __future__ import annotations

from django.utils.translation import gettext as _


def reason_words(code: str) -> str:
    """Why a file was not taken, and what to do, in the reader's language."""
    words = {
        "empty": _("The file is empty."),
        "active": _("Files that a browser would run (SVG, HTML) are not taken. Save the drawing as PNG or PDF."),
        "unknown": _("This kind of file is not taken."),
        "broken": _("The file is broken or incomplete; it cannot be opened."),
        "no-picture": _("The file is no picture that can be opened."),
        "too-many-pixels": _("The picture has more than 200 million pixels. Make it smaller."),
        "too-large": _("The file is larger than the library takes."),
        "gone": _("The file is no longer there, or may not be read."),
        "link": _("Links are not followed. Put the file itself there."),
        "quota": _("There is no room: too many unfinished uploads, or the disk is nearly full."),
    }
    return words.get(code, code)


def sheet_words(code: str) -> str:
    """What is wrong with a table, or with a cell of it."""
    words = {
        "sheet-too-large": _("The table has more than 100,000 rows or 50 MB."),
        "sheet-empty": _("The table is empty."),
        "sheet-broken": _("The table cannot be read. Save it as xlsx or CSV."),
        "no-file-column": _("No column names the files. Say which one does."),
        "cut": _("too long, the end was left out"),
        "bad-licence": _("no licence we know"),
        "bad-secrecy": _("no level of secrecy we know"),
        "bad-taken_at": _("no date we can read"),
        "bad-subjects": _("no subject we know"),
    }
    return words.get(code, code)
