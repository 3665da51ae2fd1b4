"""Forms for figures entered by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.forms.accounts import MOST_FILE
from scicomm.channels.forms.fields import choice_field, count_field, day_field
from scicomm.channels.rules.measures import METRICS
from scicomm.channels.rules.metric_words import METRIC_WORDS


class FiguresForm(forms.Form):
    """One figure of a release."""

    metric = choice_field(_("What is counted"), [(name, METRIC_WORDS[name]) for name in METRICS])
    value = count_field(_("Number"), max_value=10**11)
    day = day_field(_("As of"), initial=timezone.localdate)
    is_estimate = forms.BooleanField(
        label=_("It is an estimate"),
        required=False,
        help_text=_("Estimates are shown apart and never added to counts."),
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class FiguresFileForm(forms.Form):
    """Figures of many releases from a file."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Columns: address of the post (or its number here), what is counted, number, day, and yes where it is an estimate."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > MOST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return found
