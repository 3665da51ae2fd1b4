"""Forms of briefs: the paper by its parts, its readers, recalling, and the reader's answer."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scicomm.audiences.enums import Adoption, BriefKind, Circulation
from scicomm.audiences.models import Brief
from scicomm.audiences.rules.briefs import PARTS
from scicomm.organisation.models import Person, Unit

MOST_READERS = 200


class StartBriefForm(forms.Form):
    """Whose brief, of which kind, in which language."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=BriefKind.choices, widget=forms.RadioSelect, initial="flash"
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class BriefForm(forms.Form):
    """A brief by the parts of its kind."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("In two sentences"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    circulation = forms.ChoiceField(
        label=gettext_lazy("Circulation"),
        choices=Circulation.choices,
        help_text=gettext_lazy("What is a state secret must not be entered here at all."),
    )
    experts = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(),
        label=gettext_lazy("Experts"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Readable until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: half a year from the day it is issued."),
    )

    def __init__(self, *args: Any, brief: Brief, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brief = brief
        people = Person.objects.filter(unit__path__startswith=brief.unit.path)
        self.fields["experts"].queryset = people.order_by("pk")  # type: ignore[attr-defined]
        for part in PARTS[brief.kind]:
            self.fields[f"part_{part.name}"] = forms.CharField(
                label=str(part.heading),
                help_text=str(part.help),
                max_length=part.most,
                required=False,
                initial=brief.texts.get(part.name, ""),
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    @property
    def texts(self) -> dict[str, str]:
        return {part.name: self.cleaned_data[f"part_{part.name}"] for part in PARTS[self.brief.kind]}


class ReadersForm(forms.Form):
    """Readers, one a line: name, post, organisation, e-mail address; commas or tabs between them."""

    readers = forms.CharField(
        label=pgettext_lazy("brief", "Readers"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line: name, post, organisation, e-mail address."),
    )

    def clean_readers(self) -> list[dict[str, str]]:
        text = self.cleaned_data["readers"].replace("，", ",").replace("\t", ",")
        rows = [
            row for row in csv.reader(io.StringIO(text), skipinitialspace=True) if any(cell.strip() for cell in row)
        ]
        if len(rows) > MOST_READERS:
            raise ValidationError(_("At most %(count)d readers at once.") % {"count": MOST_READERS})
        return [self._reader(number, row) for number, row in enumerate(rows, 1)]

    @staticmethod
    def _reader(number: int, row: list[str]) -> dict[str, str]:
        cells = [" ".join(cell.split()) for cell in row]
        if len(cells) != 4 or not cells[0]:
            raise ValidationError(
                _("Line %(number)d needs four parts: name, post, organisation, e-mail address.") % {"number": number}
            )
        try:
            validate_email(cells[3])
        except ValidationError:
            raise ValidationError(
                _("Line %(number)d: “%(text)s” is no e-mail address.") % {"number": number, "text": cells[3][:80]}
            ) from None
        return {"name": cells[0][:120], "post": cells[1][:160], "organisation": cells[2][:200], "email": cells[3]}


class CodeForm(forms.Form):
    """The code that the reader was told."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "input", "spellcheck": "false"}),
    )


class AnswerBriefForm(forms.Form):
    """What became of it, in the reader's words."""

    adoption = forms.ChoiceField(
        label=gettext_lazy("What became of it"), choices=Adoption.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("Your words to us"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
