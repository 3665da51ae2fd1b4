"""The forms of the audiences: subscribing, choosing units, sending an issue now."""

from scicomm.audiences.forms.people import DigestForm, MailRulesForm, ProfileForm
from scicomm.audiences.forms.readers import SCOPES, AddressForm, SendNowForm, SubscribeForm, UnitsForm
from scicomm.audiences.forms.searches import SaveSearchForm, SearchForm

__all__ = [
    "SCOPES",
    "AddressForm",
    "DigestForm",
    "MailRulesForm",
    "ProfileForm",
    "SaveSearchForm",
    "SearchForm",
    "SendNowForm",
    "SubscribeForm",
    "UnitsForm",
]
