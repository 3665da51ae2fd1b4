"""Every change of state of journals, articles and refused files."""

from scicomm.journals.actions.articles import IngestResult, Intake, NotYourJournal, ingest_article
from scicomm.journals.actions.indexing import index_article
from scicomm.journals.actions.intake import Outcome, take_in
from scicomm.journals.actions.journals import create_journal, edit_journal
from scicomm.journals.actions.quarantine import quarantine, resolve, resolve_files

__all__ = [
    "IngestResult",
    "Intake",
    "NotYourJournal",
    "Outcome",
    "create_journal",
    "edit_journal",
    "index_article",
    "ingest_article",
    "quarantine",
    "resolve",
    "resolve_files",
    "take_in",
]
