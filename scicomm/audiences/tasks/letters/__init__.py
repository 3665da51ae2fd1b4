"""Writes the mails: what stands in them, in the reader's language. `registry.py` is the interface for a new kind of mail."""

from scicomm.audiences.tasks.letters import digests, mailings, newsletter, people, searches
from scicomm.audiences.tasks.letters.layout import render_mail, render_part, styled
from scicomm.audiences.tasks.letters.preparing import letter, prepared
from scicomm.audiences.tasks.letters.registry import Broken, Later, Outcome, writes, writes_one
from scicomm.audiences.tasks.letters.writing import READER_HOLES, cut, leave_headers, list_headers, reader_values

__all__ = [
    "READER_HOLES",
    "Broken",
    "Later",
    "Outcome",
    "cut",
    "digests",
    "leave_headers",
    "letter",
    "list_headers",
    "mailings",
    "newsletter",
    "people",
    "prepared",
    "reader_values",
    "render_mail",
    "render_part",
    "searches",
    "styled",
    "writes",
    "writes_one",
]
