"""Forms of the checks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """Why a finding may stand."""

    key = forms.CharField(max_length=16, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why may this stand?"), max_length=500, widget=forms.TextInput(attrs={"class": "input"})
    )


class MendForm(forms.Form):
    """Which finding's button was pressed."""

    key = forms.CharField(max_length=16, widget=forms.HiddenInput)
