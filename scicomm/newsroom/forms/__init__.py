"""The forms of the newsroom; what they ask for is checked here, what follows is decided in actions."""

from scicomm.newsroom.forms.assignments import (
    AssignmentFilterForm,
    BeginForm,
    CallForm,
    DelegateForm,
    DueForm,
    GiveAgainForm,
    ReportForm,
    SplitForm,
)
from scicomm.newsroom.forms.checks import AnswerForm, MendForm
from scicomm.newsroom.forms.dates import AddressForm, DateForm, date_initial
from scicomm.newsroom.forms.embargoes import BreachForm, ChangeForm, EmbargoForm, KillForm, LiftForm, ReleaseForm
from scicomm.newsroom.forms.leads import AcceptForm, LeadForm
from scicomm.newsroom.forms.plans import AbsenceForm, PlanForm, StepForm
from scicomm.newsroom.forms.press import InviteForm, JoinForm, StopForm, TermsForm
from scicomm.newsroom.forms.profiles import CompareForm, ProfileForm, UnitProfileRuleForm
from scicomm.newsroom.forms.reviews import AskForm, DecisionForm, MarksForm
from scicomm.newsroom.forms.stories import AcknowledgeForm, ExpertsForm, ReasonForm, SubmitForm
from scicomm.newsroom.forms.submissions import OfferForm, WordsForm
from scicomm.newsroom.forms.topics import (
    CoverageForm,
    CoverageStateForm,
    MoveForm,
    NewTopicForm,
    SourceForm,
    StartForm,
    TopicForm,
)

__all__ = [
    "AbsenceForm",
    "AcceptForm",
    "AcknowledgeForm",
    "AddressForm",
    "AnswerForm",
    "AskForm",
    "AssignmentFilterForm",
    "BeginForm",
    "BreachForm",
    "CallForm",
    "ChangeForm",
    "CompareForm",
    "CoverageForm",
    "CoverageStateForm",
    "DateForm",
    "DecisionForm",
    "DelegateForm",
    "DueForm",
    "EmbargoForm",
    "ExpertsForm",
    "GiveAgainForm",
    "InviteForm",
    "JoinForm",
    "KillForm",
    "LeadForm",
    "LiftForm",
    "MarksForm",
    "MendForm",
    "MoveForm",
    "NewTopicForm",
    "OfferForm",
    "PlanForm",
    "ProfileForm",
    "ReasonForm",
    "ReleaseForm",
    "ReportForm",
    "SourceForm",
    "SplitForm",
    "StartForm",
    "StepForm",
    "StopForm",
    "SubmitForm",
    "TermsForm",
    "TopicForm",
    "UnitProfileRuleForm",
    "WordsForm",
    "date_initial",
]
