"""The form of a watch, trying one out, and reading watches from a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.listening.enums import Script, SourceClass
from scicomm.listening.models import Watch
from scicomm.listening.rules.watches import QueryError, compiled, parse, terms
from scicomm.organisation.models import Appointment, Unit, User

_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
LARGEST_FILE = 2 * 1024 * 1024


class ReadersField(forms.ModelMultipleChoiceField):
    """Accounts by the names of their people."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name() or obj.get_username())


class WatchForm(forms.ModelForm):
    """A standing query; its owner is whoever makes it."""

    source_classes = forms.MultipleChoiceField(
        label=gettext_lazy("Who speaks"),
        choices=SourceClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen means everybody."),
    )
    readers = ReadersField(
        label=gettext_lazy("Reading along"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Colleagues of your units who see the alerts and get the mails too."),
    )

    class Meta:
        model = Watch
        fields = [
            "unit", "name", "query", "any_words", "all_words", "none_words", "language", "source_classes", "without_own",
            "without_copies", "delivery", "hour", "weekday", "working_days", "once_a_topic", "most_an_hour", "quiet_from",
            "quiet_to", "readers", "is_on",
        ]  # fmt: skip
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("query", "any_words", "all_words", "none_words")},
            "hour": forms.NumberInput(attrs={"min": 0, "max": 23}),
            "most_an_hour": forms.NumberInput(attrs={"min": 1, "max": 60}),
            "quiet_from": _TIME,
            "quiet_to": _TIME,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is not posted keeps what a new watch has: a program may post a few fields only.
        for name in ("delivery", "hour", "weekday", "most_an_hour"):
            self.fields[name].required = False
        if self.instance.pk:
            self.fields["unit"].disabled = True
            self.fields["readers"].initial = [row.user_id for row in self.instance.reading.all()]

    def offer_readers(self, units: Any) -> None:
        """Those who hold a duty in one of these units, and who read along already."""
        holders = Appointment.objects.current().filter(unit__in=units).values("person__user_id")
        people = User.objects.filter(is_active=True, pk__in=holders)
        if self.instance.pk:
            people |= User.objects.filter(pk__in=self.instance.reading.values("user_id"))
        field: Any = self.fields["readers"]
        field.queryset = people.exclude(pk=self.instance.owner_id or -1).distinct().order_by("pk")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("delivery", "hour", "weekday", "most_an_hour"):
            if values.get(name) in {None, ""}:
                values[name] = getattr(Watch(), name)
        query = str(values.get("query", ""))
        written = [values.get("any_words", ""), values.get("all_words", "")]
        if query.strip():
            _check_query(self, "query", query)
        elif not any(terms(words) for words in written):
            raise forms.ValidationError(_("Give at least one word to look for."))
        return values

    def _save_m2m(self) -> None:
        """Who reads along is set by the action."""


def _check_query(form: forms.BaseForm, name: str, query: str) -> Any:
    """The tree; what is wrong is said at the field with the place marked."""
    try:
        return parse(query)
    except QueryError as error:
        form.add_error(name, error.marked(query))
        return None


class TrialForm(forms.Form):
    """A query to try out before it becomes a watch."""

    unit = forms.ModelChoiceField(label=gettext_lazy("Unit"), queryset=Unit.objects.none(), required=False)
    query = forms.CharField(
        label=gettext_lazy("Query"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=8000
    )
    any_words = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8000)
    all_words = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8000)
    none_words = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8000)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, choices=[("", gettext_lazy("every language")), *Script.choices]
    )
    source_classes = forms.MultipleChoiceField(
        label=gettext_lazy("Who speaks"),
        required=False,
        choices=SourceClass.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    without_own = forms.BooleanField(label=gettext_lazy("leave out our own outlets"), required=False)
    without_copies = forms.BooleanField(label=gettext_lazy("leave out copies of a text that is known"), required=False)

    node: Any = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        query = str(values.get("query", ""))
        boxes = [str(values.get(name, "")) for name in ("any_words", "all_words", "none_words")]
        if query.strip() or not any(boxes):
            self.node = _check_query(self, "query", query)
            return values
        try:
            self.node = compiled(*boxes)
        except QueryError as error:
            self.add_error("query", error.sentence)
        return values


class WatchFileForm(forms.Form):
    """Watches from a file, into one unit."""

    unit = forms.ModelChoiceField(label=gettext_lazy("Unit"), queryset=Unit.objects.none())
    upload = forms.FileField(label=gettext_lazy("File of watches (JSON)"))

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large for a list of watches."))
        return upload
