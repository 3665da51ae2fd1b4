"""The forms of a source to harvest, and of the reason why an article is withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.outside.addresses import address_problem
from scicomm.journals.models import HarvestSource


class HarvestSourceForm(forms.ModelForm):
    """A platform to harvest: where it is, what of it, how often."""

    class Meta:
        model = HarvestSource
        fields = ["unit", "name", "base_address", "metadata_prefix", "set_spec", "every_hours", "is_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Journals and articles of a source belong to its unit already.
            self.fields["unit"].disabled = True

    def clean_base_address(self) -> str:
        address: str = self.cleaned_data["base_address"].strip()
        problem = address_problem(address)
        if problem:
            raise forms.ValidationError(problem)
        if "verb=" in address:
            raise forms.ValidationError(_("Give the address alone, without “verb=…”."))
        return address


class WithdrawForm(forms.Form):
    """Why an article is withdrawn; readers find these words at its address."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("Everybody can read it at the article's address, in both languages if you write both."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )


class ReinstateForm(forms.Form):
    """Nothing to fill in: the button says it."""
