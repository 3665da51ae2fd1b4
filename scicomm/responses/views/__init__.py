"""The screens of the responses room: the public forms, experts' pages, the desk's cases and what becomes of answers."""

from scicomm.responses.views import answer_panels, case_mails, experts, handling_panels, kin_panels
from scicomm.responses.views.asking import ask, asked
from scicomm.responses.views.case_lists import cases
from scicomm.responses.views.cases import case, open_from_mention
from scicomm.responses.views.helpful import helpful, read_comments
from scicomm.responses.views.reuse import accept_reuse, proposed, refuse_reuse, reuse, reused
from scicomm.responses.views.reworks import (
    begin_rework,
    drop_rework,
    review_after,
    review_rework,
    rework,
    withdraw,
)
from scicomm.responses.views.statement_links import ask_expert, leave_out, revoke_link, statement
from scicomm.responses.views.steps import assign, close, confirm, draft, erase, review, state, submit

__all__ = [
    "accept_reuse",
    "answer_panels",
    "ask",
    "ask_expert",
    "asked",
    "assign",
    "begin_rework",
    "case",
    "case_mails",
    "cases",
    "close",
    "confirm",
    "draft",
    "drop_rework",
    "erase",
    "experts",
    "handling_panels",
    "helpful",
    "kin_panels",
    "leave_out",
    "open_from_mention",
    "proposed",
    "read_comments",
    "refuse_reuse",
    "reuse",
    "reused",
    "review",
    "review_after",
    "review_rework",
    "revoke_link",
    "rework",
    "state",
    "statement",
    "submit",
    "withdraw",
]
