"""Forms of contacts: a table to take in, one contact, a letter."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.rules.sheets import BadSheet, read_sheet
from scicomm.audiences.enums import ContactKind
from scicomm.audiences.models import ContactList
from scicomm.audiences.rules.contacts import ContactRow, ReadTable, read_contacts
from scicomm.core.models import Subject
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit

MOST_BYTES = 5 * 1024 * 1024


class ImportContactsForm(forms.Form):
    """A table of contacts for a unit."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    list_name = forms.CharField(
        label=gettext_lazy("Put them in the list"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("It is made if it is not there."),
    )
    table = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy(
            "CSV or Excel. Headings: name, e-mail, organisation, post, kind, beats, region, language, proof, proof date."
        ),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_table(self) -> ReadTable:
        upload = self.cleaned_data["table"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 5 MB."))
        with tempfile.NamedTemporaryFile(suffix=".table") as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            try:
                sheet = read_sheet(Path(file.name))
            except BadSheet:
                raise ValidationError(_("This is no table that can be read: save it as CSV or xlsx.")) from None
        return read_contacts([sheet.headings, *sheet.rows], today=timezone.localdate())


class ContactForm(forms.Form):
    """One contact with the proof of consent."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ContactKind.choices)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    post = forms.CharField(label=gettext_lazy("Post"), max_length=160, required=False)
    region = forms.CharField(label=gettext_lazy("Region"), max_length=60, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the letters"), choices=settings.LANGUAGES)
    beats = forms.ModelMultipleChoiceField(
        queryset=Subject.objects.filter(is_active=True),
        label=gettext_lazy("Beats"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    proof = forms.CharField(
        label=gettext_lazy("How they agreed"),
        max_length=300,
        help_text=gettext_lazy("For example: card handed over at the open day; letter of 3 May, file 12."),
    )
    proof_on = forms.DateField(
        label=gettext_lazy("When they agreed"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_proof_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["proof_on"]
        if day > timezone.localdate():
            raise ValidationError(_("The day of the consent lies in the future."))
        return day

    @property
    def row(self) -> ContactRow:
        data = {name: value for name, value in self.cleaned_data.items() if name not in {"unit", "beats"}}
        return ContactRow(**data, beats=tuple(subject.code for subject in self.cleaned_data["beats"]))


class MailingForm(forms.Form):
    """A letter, and whom it is for."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    subject = forms.CharField(label=gettext_lazy("Subject line"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("The greeting with the name stands before it by itself."),
    )
    stories = forms.ModelMultipleChoiceField(
        queryset=Dossier.objects.none(),
        label=gettext_lazy("Stories"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Public ones of the last ninety days."),
    )
    lists = forms.ModelMultipleChoiceField(
        queryset=ContactList.objects.none(),
        label=gettext_lazy("Lists"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of contacts"),
        choices=ContactKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    beats = forms.ModelMultipleChoiceField(
        queryset=Subject.objects.filter(is_active=True),
        label=gettext_lazy("Beats"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Nothing chosen in a field: all."),
    )

    def __init__(self, *args: Any, units: Any, lists: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["lists"].queryset = lists  # type: ignore[attr-defined]
        since = timezone.now() - dt.timedelta(days=90)
        public = Dossier.objects.public().filter(published_at__gte=since).select_related("story")
        self.fields["stories"].queryset = public.order_by("-published_at")  # type: ignore[attr-defined]
        self.fields["stories"].label_from_instance = lambda row: row.story.title  # type: ignore[attr-defined]


class SendAtForm(forms.Form):
    """When a letter goes; nothing means now."""

    send_at = forms.DateTimeField(
        label=gettext_lazy("Send at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Empty: at once."),
    )
