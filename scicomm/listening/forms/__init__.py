"""The forms of feeds, watches and links; what they do is in actions."""

from scicomm.listening.forms.collecting import ColumnsForm, HandInForm, OpmlForm, OutletsForm, TableForm, TermsForm
from scicomm.listening.forms.feeds import ADDRESS_KINDS, FeedForm
from scicomm.listening.forms.mentions import MOST_BYTES, LinkForm
from scicomm.listening.forms.topics import JoinForm, PartForm, RenameForm, TopicFilterForm
from scicomm.listening.forms.watches import TrialForm, WatchFileForm, WatchForm

__all__ = [
    "ADDRESS_KINDS",
    "MOST_BYTES",
    "ColumnsForm",
    "FeedForm",
    "HandInForm",
    "JoinForm",
    "LinkForm",
    "OpmlForm",
    "OutletsForm",
    "PartForm",
    "RenameForm",
    "TableForm",
    "TermsForm",
    "TopicFilterForm",
    "TrialForm",
    "WatchFileForm",
    "WatchForm",
]
