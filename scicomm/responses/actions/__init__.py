"""Every change of state of questions, cases, statements and answers."""

from scicomm.responses.actions.answers import (
    TwoPeople,
    draft_answer,
    publish_answer,
    return_answer,
    submit_answer,
)
from scicomm.responses.actions.askers import erase_asker, forget_askers, mark_told
from scicomm.responses.actions.cases import (
    AlreadyDecided,
    ask_question,
    assign_case,
    close_case,
    open_case_from_mention,
)
from scicomm.responses.actions.statements import confirm_statement, give_statement

__all__ = [
    "AlreadyDecided",
    "TwoPeople",
    "ask_question",
    "assign_case",
    "close_case",
    "confirm_statement",
    "draft_answer",
    "erase_asker",
    "forget_askers",
    "give_statement",
    "mark_told",
    "open_case_from_mention",
    "publish_answer",
    "return_answer",
    "submit_answer",
]
