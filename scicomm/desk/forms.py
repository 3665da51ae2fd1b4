"""The form of a year's holiday notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import WorkingYear


def year_initial(row: WorkingYear | None) -> dict[str, Any]:
    """What the form shows of a year that is there; a new year is provisional until somebody says otherwise."""
    if row is None:
        return {"is_provisional": True}
    return {
        "holidays": "\n".join(row.holidays),
        "working_weekends": "\n".join(row.working_weekends),
        "source": row.source,
        "is_provisional": row.is_provisional,
    }


class WorkingYearForm(forms.Form):
    """Which weekdays are free and which weekend days are worked, as the notice says."""

    holidays = forms.CharField(
        label=_("Weekdays that are free"),
        help_text=_("One date a line, like 2027-05-03. Weekends are free without being listed."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 14, "class": "input"}),
    )
    working_weekends = forms.CharField(
        label=_("Weekend days that are worked"),
        help_text=_("One date a line."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7, "class": "input"}),
    )
    source = forms.CharField(
        label=_("Where this comes from"),
        help_text=_("The notice, with its number or address."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    is_provisional = forms.BooleanField(label=_("Provisional: the official notice is not out yet"), required=False)

    def values(self) -> dict[str, Any]:
        """The cleaned values as the action takes them."""
        data = self.cleaned_data
        return {
            "holidays": data["holidays"].split(),
            "working_weekends": data["working_weekends"].split(),
            "source": data["source"],
            "is_provisional": data["is_provisional"],
        }
