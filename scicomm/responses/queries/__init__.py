"""Reads of the responses room: public answers, cases with their deadlines, experts to suggest."""

from scicomm.responses.queries.answers import (
    PublicSubject,
    get_public_answer,
    public_answers,
    public_subject,
    public_subject_of,
    statements_of,
)
from scicomm.responses.queries.cases import (
    CaseRow,
    asker_to_tell,
    askers_to_forget,
    cases_listed,
    cases_waiting_for,
    history_of,
    home_unit,
    known_askers,
    rows_of,
)
from scicomm.responses.queries.experts import Suggestion, suggest_experts

__all__ = [
    "CaseRow",
    "PublicSubject",
    "Suggestion",
    "asker_to_tell",
    "askers_to_forget",
    "cases_listed",
    "cases_waiting_for",
    "get_public_answer",
    "history_of",
    "home_unit",
    "known_askers",
    "public_answers",
    "public_subject",
    "public_subject_of",
    "rows_of",
    "statements_of",
    "suggest_experts",
]
