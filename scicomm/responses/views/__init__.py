"""The screens of the responses room: the public question form, and the desk's cases."""

from scicomm.responses.views.asking import ask, asked
from scicomm.responses.views.cases import case, cases, open_from_mention
from scicomm.responses.views.steps import assign, close, confirm, draft, erase, review, state, submit

__all__ = [
    "ask",
    "asked",
    "assign",
    "case",
    "cases",
    "close",
    "confirm",
    "draft",
    "erase",
    "open_from_mention",
    "review",
    "state",
    "submit",
]
