"""The form of an important date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import Subject
from scicomm.newsroom.enums import Recurrence
from scicomm.newsroom.models import ImportantDate
from scicomm.organisation.models import Unit

_INPUT = {"class": "input"}


def date_initial(date: ImportantDate) -> dict[str, Any]:
    """What the form shows of a date that is there."""
    names = (
        "name_zh", "name_en", "note_zh", "note_en", "recurrence", "first_on", "days", "mined_days_ahead", "version", "is_on",
    )  # fmt: skip
    return {name: getattr(date, name) for name in names} | {"subjects": list(date.subjects.all())}


class DateForm(forms.Form):
    """A day that returns each year or comes once, and how long before it a lead is made."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), to_field_name="slug", widget=forms.Select(attrs=_INPUT)
    )
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, widget=forms.TextInput(attrs=_INPUT))
    name_en = forms.CharField(
        label=_("English name"), max_length=160, required=False, widget=forms.TextInput(attrs=_INPUT)
    )
    recurrence = forms.ChoiceField(label=_("How often"), choices=Recurrence.choices, widget=forms.RadioSelect)
    first_on = forms.DateField(
        label=_("Day"),
        help_text=_(
            "For one that returns: the first time it counts. Days of the lunar calendar are entered once for each year."
        ),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )
    days = forms.IntegerField(
        label=_("How many days"), min_value=1, max_value=60, widget=forms.NumberInput(attrs=_INPUT)
    )
    mined_days_ahead = forms.IntegerField(
        label=_("Days ahead a lead is made"),
        help_text=_("0 makes none."),
        min_value=0,
        max_value=365,
        widget=forms.NumberInput(attrs=_INPUT),
    )
    version = forms.CharField(
        label=_("Version"),
        help_text=_("The list or the year it is taken from, like “2027”."),
        max_length=40,
        widget=forms.TextInput(attrs=_INPUT),
    )
    note_zh = forms.CharField(
        label=_("About, in Chinese"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    note_en = forms.CharField(
        label=_("About, in English"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    subjects = forms.ModelMultipleChoiceField(
        label=_("Subjects"),
        help_text=_("Recent papers of the unit on these are named in the lead."),
        queryset=Subject.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "input", "size": "8"}),
    )
    is_on = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        subjects: Any = self.fields["subjects"]
        unit.queryset, subjects.queryset = units, Subject.objects.order_by("code")
        if len(units) == 1:
            unit.initial, unit.empty_label = units[0].slug, None


class AddressForm(forms.Form):
    """Whose days a calendar address tells: all that one oversees, or one unit's."""

    unit = forms.ModelChoiceField(
        label=_("Which unit"),
        queryset=Unit.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All I may see"),
        widget=forms.Select(attrs=_INPUT),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units.order_by("path")
