"""Forms of the channels."""

from scicomm.channels.forms.accounts import (
    AccountForm,
    CloseForm,
    CredentialsForm,
    FollowersFileForm,
    FollowersForm,
    HandOverForm,
    KindForm,
    MatrixFilterForm,
)
from scicomm.channels.forms.fediverse import ActorForm, BlockForm
from scicomm.channels.forms.figures import FiguresFileForm, FiguresForm
from scicomm.channels.forms.inspections import DecideForm, MendedForm, ReviewForm, RoundForm, SelfCheckForm
from scicomm.channels.forms.outlets import LicenceForm, ResponsibleForm
from scicomm.channels.forms.patrol import CorrectForm, FindingFilterForm, FindingForm, LookAgainForm
from scicomm.channels.forms.releases import CampaignForm, HandForm, PlanForm, ReasonForm, TextForm, TimeForm, text_form

__all__ = [
    "AccountForm",
    "ActorForm",
    "BlockForm",
    "CampaignForm",
    "CloseForm",
    "CorrectForm",
    "CredentialsForm",
    "DecideForm",
    "FiguresFileForm",
    "FiguresForm",
    "FindingFilterForm",
    "FindingForm",
    "FollowersFileForm",
    "FollowersForm",
    "HandForm",
    "HandOverForm",
    "KindForm",
    "LicenceForm",
    "LookAgainForm",
    "MatrixFilterForm",
    "MendedForm",
    "PlanForm",
    "ReasonForm",
    "ResponsibleForm",
    "ReviewForm",
    "RoundForm",
    "SelfCheckForm",
    "TextForm",
    "TimeForm",
    "text_form",
]
