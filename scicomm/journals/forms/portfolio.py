"""The forms of the portfolio: rows, steps, tables of figures; and of summaries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.journals.models import JournalStep, Stage
from scicomm.journals.permissions import row_model
from scicomm.journals.rules.indicator_files import MOST_BYTES
from scicomm.journals.rules.jats.identifiers import orcid as checked_orcid
from scicomm.journals.rules.stages import NEXT
from scicomm.organisation.models import Person


class PersonField(forms.CharField):
    """A person of the house by ORCID iD or whole name in either script; a select of thousands would be no help."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label = gettext_lazy("Person of the house")
        self.help_text = gettext_lazy(
            "ORCID iD or whole name. For somebody from outside, leave this empty and write the names."
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            person = Person.objects.filter(pk=value).first()
            return (person.orcid or person.name) if person else ""
        return value

    def clean(self, value: Any) -> Person | None:
        text = " ".join(str(value or "").split())
        if not text:
            return None
        if code := checked_orcid(text):
            found = list(Person.objects.filter(orcid=code))
        else:
            possible = Person.objects.filter(
                Q(family_name_zh__startswith=text[:1]) | Q(family_name_en__in=text.split())
            ).select_related("unit")
            wanted = {text.lower(), text.replace(" ", "").lower()}
            found = [one for one in possible if {one.name_zh.lower(), one.name_en.lower()} & wanted]
        if len(found) > 1:
            raise forms.ValidationError(_("Several people are called %(name)s: give the ORCID iD.") % {"name": text})
        if not found:
            raise forms.ValidationError(_("Nobody of the house is called %(name)s.") % {"name": text})
        return found[0]


_FIELDS = {
    "bodies": ["kind", "unit", "name_zh", "name_en", "position"],
    "editors": ["role", "person", "name_zh", "name_en", "affiliation", "orcid", "starts_on", "ends_on"],
    "indexes": ["service", "starts_on", "ends_on", "note"],
    "values": ["indicator", "year", "value", "source", "note"],
    "goals": ["indicator", "target", "from_year", "by_year", "owner", "note"],
    "resources": ["year", "kind", "amount", "measure", "unit", "funds", "note"],
}


def _dressed(field: Any, **kwargs: Any) -> Any:
    """A model's field with the widget and the class of our forms."""
    made = field.formfield(**kwargs)
    if isinstance(made, forms.DateField):
        made.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(made, forms.DecimalField):
        made.widget = forms.TextInput(attrs={"inputmode": "decimal"})
    if made is not None:
        made.widget.attrs["class"] = "select" if isinstance(made.widget, forms.Select) else "input"
    return made


def row_form(noun: str) -> type[forms.ModelForm[Any]]:
    """The form of one row of a portfolio (`noun`: bodies, editors, indexes, values, goals, resources)."""
    made: type[forms.ModelForm[Any]] = forms.modelform_factory(
        row_model(noun), fields=_FIELDS[noun], formfield_callback=_dressed
    )
    if noun == "editors":
        person = PersonField(required=False, max_length=200, widget=forms.TextInput(attrs={"class": "input"}))
        made = type(made.__name__, (made,), {"person": person})
    return made


class StepForm(forms.ModelForm[JournalStep]):
    """The next step of a title: only those that can follow are offered."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = JournalStep
        fields = ["stage", "taken_on", "note", "documents"]
        labels = {"taken_on": gettext_lazy("Date of the step")}
        formfield_callback = _dressed

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Stage.choices)
        following = [(value, labels[Stage(value)]) for value in NEXT.get(stage, ())]
        self.fields["stage"].choices = following  # type: ignore[attr-defined]
        self.fields["stage"].widget = forms.RadioSelect(choices=following)


class ImportForm(forms.Form):
    """A table of figures to look at first; after that, what was looked at comes back signed."""

    upload = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV from a spreadsheet: UTF-8 or GB18030; commas, semicolons or tabs. At most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv", "class": "input"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Stands for every line that names none."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    def clean_upload(self) -> bytes:
        file = self.cleaned_data["upload"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Too large: %(names)s. A file may have at most %(limit)s.")
                % {"names": file.name, "limit": filesizeformat(MOST_BYTES)}
            )
        data: bytes = file.read()
        return data


class SummaryForm(forms.Form):
    """A summary as it is being written; `seen` tells which text was on the screen."""

    text = forms.CharField(
        label=gettext_lazy("Summary in plain words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "input"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class SummaryReviewForm(forms.Form):
    """A reviewer's decision on a summary."""

    note = forms.CharField(
        label=gettext_lazy("Comment for the writer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
