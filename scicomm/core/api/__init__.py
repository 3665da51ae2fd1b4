"""What the rooms' parts of the public interface share: problems (RFC 9457), pages by key, the frame around every answer."""

from scicomm.core.api.paging import Page, Window, window
from scicomm.core.api.problems import ApiProblem, Problem, problem_answer, summary_of
from scicomm.core.api.words import Words, later, words

__all__ = [
    "ApiProblem",
    "Page",
    "Problem",
    "Window",
    "Words",
    "later",
    "problem_answer",
    "summary_of",
    "window",
    "words",
]
