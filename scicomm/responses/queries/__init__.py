"""Reads of the responses room: public answers, cases with their deadlines, experts to suggest."""

from scicomm.responses.queries.answers import (
    PublicSubject,
    forms_in_use,
    get_public_answer,
    get_withdrawn_answer,
    helped_counts,
    public_answers,
    public_subject,
    public_subject_of,
    related_answers,
    texts_of,
)
from scicomm.responses.queries.availability import speaking_rule_of, why_not
from scicomm.responses.queries.case_kin import LikeCase, cases_like, cases_related
from scicomm.responses.queries.case_lists import Asked, cases_asked, officers_of
from scicomm.responses.queries.cases import (
    CaseRow,
    askers_to_forget,
    askers_to_tell,
    cases_waiting_for,
    history_of,
    home_unit,
    known_askers,
    parts_waiting_for,
    rows_of,
)
from scicomm.responses.queries.clocks import clock_of, reckoning, term_rows
from scicomm.responses.queries.effect import effect_on, effect_words
from scicomm.responses.queries.experts import Suggestion, find_experts, suggest_experts
from scicomm.responses.queries.figures import figures_of
from scicomm.responses.queries.incidents import incident_counts, incidents_to_look_back, measures_to_remind
from scicomm.responses.queries.reuse import (
    LikeAnswer,
    answers_proposed_to,
    copies_to_propose,
    reply_with,
    reuse_figures,
    reuses_waiting,
    similar_answers,
    times_used,
)
from scicomm.responses.queries.statements import (
    PublicWords,
    askers_told,
    links_of,
    links_to_remind,
    public_words,
)

__all__ = [
    "Asked",
    "CaseRow",
    "LikeAnswer",
    "LikeCase",
    "PublicSubject",
    "PublicWords",
    "Suggestion",
    "answers_proposed_to",
    "askers_to_forget",
    "askers_to_tell",
    "askers_told",
    "cases_asked",
    "cases_like",
    "cases_related",
    "cases_waiting_for",
    "clock_of",
    "copies_to_propose",
    "effect_on",
    "effect_words",
    "figures_of",
    "find_experts",
    "forms_in_use",
    "get_public_answer",
    "get_withdrawn_answer",
    "helped_counts",
    "history_of",
    "home_unit",
    "incident_counts",
    "incidents_to_look_back",
    "known_askers",
    "links_of",
    "links_to_remind",
    "measures_to_remind",
    "officers_of",
    "parts_waiting_for",
    "public_answers",
    "public_subject",
    "public_subject_of",
    "public_words",
    "reckoning",
    "related_answers",
    "reply_with",
    "reuse_figures",
    "reuses_waiting",
    "rows_of",
    "similar_answers",
    "speaking_rule_of",
    "suggest_experts",
    "term_rows",
    "texts_of",
    "times_used",
    "why_not",
]
