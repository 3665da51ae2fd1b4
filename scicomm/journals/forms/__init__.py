"""The forms of the journals; what becomes of what they bring is decided in actions."""

from scicomm.journals.forms.deposits import DepositAccountForm
from scicomm.journals.forms.embargoes import ArticleEmbargoForm
from scicomm.journals.forms.harvests import HarvestSourceForm, ReinstateForm, WithdrawForm
from scicomm.journals.forms.intake import (
    MAX_PACKAGE_BYTES,
    MOST_FILES,
    FilesField,
    FilesInput,
    MendForm,
    MendTextForm,
    TakeInForm,
)
from scicomm.journals.forms.portfolio import ImportForm, PersonField, StepForm, SummaryForm, SummaryReviewForm, row_form
from scicomm.journals.forms.usage import MonthField, UsageForm

__all__ = [
    "MAX_PACKAGE_BYTES",
    "MOST_FILES",
    "ArticleEmbargoForm",
    "DepositAccountForm",
    "FilesField",
    "FilesInput",
    "HarvestSourceForm",
    "ImportForm",
    "MendForm",
    "MendTextForm",
    "MonthField",
    "PersonField",
    "ReinstateForm",
    "StepForm",
    "SummaryForm",
    "SummaryReviewForm",
    "TakeInForm",
    "UsageForm",
    "WithdrawForm",
    "row_form",
]
