"""Forms of what is offered upward: to whom, and the words of each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Unit


class OfferForm(forms.Form):
    """To which units above."""

    to = forms.ModelMultipleChoiceField(
        label=_("To whom"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Why it is worth their site"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Unit.objects.filter(pk__in=[one.pk for one in units])  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Words to the other unit; which steps need them is decided in actions."""

    words = forms.CharField(
        label=_("In words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "class": "input"})
    )
