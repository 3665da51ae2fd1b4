"""A claim written by hand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ClaimForm(forms.Form):
    """One sentence, in the words of those who tell it."""

    text = forms.CharField(
        label=_("Claim"), max_length=160, help_text=_("One sentence, in the words of those who tell it.")
    )
