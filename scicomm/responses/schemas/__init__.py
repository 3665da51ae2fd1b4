"""What the public interface says of answers, cases and information disclosure: shapes only."""

from scicomm.responses.schemas.answers import AnswerOut
from scicomm.responses.schemas.cases import (
    CaseIn,
    CaseLine,
    CaseOut,
    CaseStepOut,
    ClockOut,
    PartOut,
    RemarkIn,
    RemarkOut,
)
from scicomm.responses.schemas.disclosure import (
    FileOut,
    ItemOut,
    LetterOut,
    LoggedOut,
    RequestLineOut,
    RequestOut,
    RequestStepOut,
    StatutoryClockOut,
)

__all__ = [
    "AnswerOut",
    "CaseIn",
    "CaseLine",
    "CaseOut",
    "CaseStepOut",
    "ClockOut",
    "FileOut",
    "ItemOut",
    "LetterOut",
    "LoggedOut",
    "PartOut",
    "RemarkIn",
    "RemarkOut",
    "RequestLineOut",
    "RequestOut",
    "RequestStepOut",
    "StatutoryClockOut",
]
