"""Forms of saved searches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import Frequency
from scicomm.audiences.forms.readers import AddressForm


class SearchForm(forms.Form):
    """What a reader calls a saved search, and how often it may write."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"class": "input"})
    )
    frequency = forms.ChoiceField(
        label=_("How often"), choices=Frequency.choices, initial=Frequency.DAILY, widget=forms.RadioSelect
    )


class SaveSearchForm(AddressForm, SearchForm):
    """An address that wants to hear what is new for a search."""

    field_order = ["email", "frequency", "language", "name", "consent", "website"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("It stands in the subject line of the mails. Without one we take the words.")
        self.fields["frequency"].help_text = _("A mail comes only when there is something new.")
