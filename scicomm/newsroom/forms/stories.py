"""Forms of stories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person


class ReasonForm(forms.Form):
    """One text that says why."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "class": "input"})
    )


class AcknowledgeForm(forms.Form):
    """How a notice about the story's paper was dealt with; `seen` is the notice that was on the screen."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What was done?"),
        help_text=_("Or why nothing need be done. Readers do not see it; the notice stays on the story."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )


class SubmitForm(forms.Form):
    """Sending into review; for a public story, what readers will be told about the correction."""

    correction_note = forms.CharField(
        label=_("What was corrected?"),
        help_text=_("Readers see this sentence with the date."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )


class ExpertsForm(forms.Form):
    """Who can speak on the story."""

    experts = forms.ModelMultipleChoiceField(
        label=_("Experts"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].queryset = people  # type: ignore[attr-defined]
