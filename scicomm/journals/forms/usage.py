"""The form of usage reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.journals.rules.counter.asking import Asked, last_day, month_of, read_request
from scicomm.journals.rules.counter.definitions import DEFINITIONS
from scicomm.journals.rules.counter.problems import Refused


class MonthField(forms.CharField):
    """A month that has ended, written 2026-05 where a browser has no field for months."""

    widget = forms.TextInput(attrs={"type": "month", "class": "input", "placeholder": "2026-05"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            month = month_of(text, last=False)
        except Refused as refused:
            raise forms.ValidationError(_("Write a month like 2026-05.")) from refused
        if month >= timezone.localdate().replace(day=1):
            raise forms.ValidationError(_("This month has not ended yet."))
        return month


class UsageForm(forms.Form):
    """Which report, of whose journals, of which months; break-downs are for the three reports that take any."""

    report = forms.ChoiceField(
        label=gettext_lazy("Report"),
        choices=[(one.id, f"{one.id} · {one.name}") for one in DEFINITIONS.values()],
        widget=forms.Select(attrs={"class": "select"}),
    )
    begin = MonthField(label=gettext_lazy("First month"))
    end = MonthField(label=gettext_lazy("Last month"))
    shown = forms.MultipleChoiceField(
        label=gettext_lazy("Break down by"),
        help_text=gettext_lazy("Only in the reports PR, TR and IR; standard views are fixed."),
        choices=[(name, name) for name in DEFINITIONS["IR"].attributes],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parents = forms.BooleanField(label=gettext_lazy("Journals of articles (IR)"), required=False)
    totals = forms.BooleanField(label=gettext_lazy("Totals only, no months (PR, TR, IR)"), required=False)

    def __init__(self, data: Any, *, whose: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data)
        select = forms.Select(attrs={"class": "select"})
        self.fields["whose"] = forms.ChoiceField(label=gettext_lazy("Journals"), choices=whose, widget=select)
        self.order_fields(["report", "whose", "begin", "end", "shown", "parents", "totals"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("begin") and values.get("end") and values["end"] < values["begin"]:
            self.add_error("end", _("The last month lies before the first one."))
        return values

    def asked(self) -> Asked:
        """The report, as the API would be asked for it; what a report does not take is not asked of it."""
        values = self.cleaned_data
        definition = DEFINITIONS[values["report"]]
        given = {"begin_date": f"{values['begin']:%Y-%m}", "end_date": f"{last_day(values['end']):%Y-%m}"}
        if definition.is_master:
            given["attributes_to_show"] = "|".join(n for n in values["shown"] if n in definition.attributes)
            given["granularity"] = "Total" if values["totals"] else ""
            if definition.about == "item":
                given["include_parent_details"] = "True" if values["parents"] else ""
        return read_request(definition, given, today=timezone.localdate(), platform="", namespace="")
