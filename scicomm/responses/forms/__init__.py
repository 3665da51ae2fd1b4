"""The forms of the responses room; what they ask for is checked here, what follows is decided in actions."""

from scicomm.responses.forms.answers import AnswerForm, ReviewForm, ReworkForm, WithdrawForm
from scicomm.responses.forms.asking import AskForm
from scicomm.responses.forms.cases import AssignForm, CloseForm
from scicomm.responses.forms.statements import AskExpertForm, StatementForm, TakeBackForm, WordsForm

__all__ = [
    "AnswerForm",
    "AskExpertForm",
    "AskForm",
    "AssignForm",
    "CloseForm",
    "ReviewForm",
    "ReworkForm",
    "StatementForm",
    "TakeBackForm",
    "WithdrawForm",
    "WordsForm",
]
