"""The tables of core: the ledger, reference data and progress."""

from scicomm.core.models.ledger import Delivery, FactAbout, FactRecord, PeriodicJob, TaskLease
from scicomm.core.models.progress import ProgressRow, ProgressState
from scicomm.core.models.reference import Subject, WorkingYear
from scicomm.core.models.terms import Term

__all__ = [
    "Delivery",
    "FactAbout",
    "FactRecord",
    "PeriodicJob",
    "ProgressRow",
    "ProgressState",
    "Subject",
    "TaskLease",
    "Term",
    "WorkingYear",
]
