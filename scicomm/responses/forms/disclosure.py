"""The forms of information disclosure: the public request, the private page, and those of the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import (
    AppealKind,
    AppealResult,
    ApplicantKind,
    Arrival,
    Delivery,
    LetterKind,
    Outcome,
    PauseKind,
)
from scicomm.responses.forms.statements import _area, _line
from scicomm.responses.models import DisclosureKind

_CLIP = {"class": "input"}
# What the law lets us ask for (article 29): name, proof, contact; an organisation names somebody to speak to.
IDENTITY = ("name", "identity", "contact_person", "email", "phone", "address")


def _select() -> forms.Select:
    return forms.Select(attrs=_CLIP)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


class RequestForm(forms.Form):
    """A request for information: who, what, in which form; nothing the law does not ask for."""

    unit = forms.ModelChoiceField(
        label=_("To which unit"), queryset=Unit.objects.none(), widget=_select(), empty_label=None
    )
    wanted = forms.CharField(
        label=_("Which information do you ask for?"),
        max_length=5000,
        widget=_area(5),
        help_text=_("Its name or reference number, or a description by which it can be found."),
    )
    delivery = forms.ChoiceField(label=_("In which form"), choices=Delivery.choices, widget=_select())
    applicant_kind = forms.ChoiceField(label=_("You ask as"), choices=ApplicantKind.choices, widget=_select())
    name = forms.CharField(
        label=_("Name of the person or organisation"), max_length=120, widget=_line(autocomplete="name")
    )
    identity = forms.CharField(
        label=_("Kind and number of the identity document, or unified social credit code"),
        max_length=60,
        widget=_line(autocomplete="off"),
        help_text=_("The regulations ask for it. It is sealed, and read only by those who handle your request."),
    )
    contact_person = forms.CharField(
        label=_("Contact person of an organisation"), max_length=80, required=False, widget=_line()
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, widget=_line(autocomplete="tel"))
    address = forms.CharField(
        label=_("Postal address"), max_length=300, required=False, widget=_line(autocomplete="street-address")
    )
    post_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # People never see this field; programs that fill every field do.
    website = forms.CharField(required=False, widget=_line(tabindex="-1", autocomplete="off"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["post_key"].initial = uuid.uuid4

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def applicant(self) -> dict[str, str]:
        """Who asks, as it is sealed."""
        return {name: self.cleaned_data[name] for name in IDENTITY if self.cleaned_data.get(name)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("email", "phone", "address")):
            self.add_error("email", _("Leave one way to reach you: e-mail, telephone or post."))
        return cleaned


class EnterForm(RequestForm):
    """A request that came on paper or in person, entered by an officer."""

    arrival = forms.ChoiceField(label=_("Came by"), choices=Arrival.choices, widget=_select())
    arrived_on = forms.DateField(label=_("Arrived or signed for on"), widget=_day())
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=[("zh-hans", "中文"), ("en", "English")], widget=_select()
    )


class CodeForm(forms.Form):
    """Number and code open the private page."""

    number = forms.CharField(label=_("Number"), max_length=20, widget=_line(autocomplete="off"))
    code = forms.CharField(label=_("Code"), max_length=20, widget=_line(autocomplete="off"))


class ClarifyForm(forms.Form):
    text = forms.CharField(label=_("Your clarification"), max_length=5000, widget=_area(5))


class DayForm(forms.Form):
    """A day, today unless another is given."""

    on = forms.DateField(label=_("Day"), widget=_day(), initial=timezone.localdate)


class EnterClarificationForm(ClarifyForm, DayForm):
    pass


class PauseForm(DayForm):
    kind = forms.ChoiceField(
        label=_("Who is asked"), choices=PauseKind.choices, widget=_select(), initial=PauseKind.ORGAN
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=_line())


class ResumeForm(DayForm):
    answer = forms.CharField(label=_("The view"), max_length=1000, required=False, widget=_area(2))


class LetterForm(forms.Form):
    """What a letter needs beside its template."""

    kind = forms.ChoiceField(label=_("Letter"), choices=LetterKind.choices, widget=_select())
    reason = forms.CharField(
        label=_("Reasons, or the points to be clarified"), required=False, max_length=4000, widget=_area(5)
    )
    outcome = forms.ChoiceField(
        label=_("Decision"), required=False, choices=[("", "—"), *Outcome.choices], widget=_select(),
        help_text=_("Only for a decision letter."),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Working days more"), required=False, min_value=1, max_value=20,
        widget=forms.NumberInput(attrs=_CLIP), help_text=_("Only for an extension."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Clarification until"), required=False, widget=_day(), help_text=_("Only for a request to clarify.")
    )
    organ = forms.CharField(
        label=_("Responsible organ"), required=False, max_length=200, widget=_line(),
        help_text=_("Only where another organ is responsible."),
    )  # fmt: skip


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Reason"), max_length=500, widget=_line())


class LogForm(forms.Form):
    title = forms.CharField(label=_("Title for the public"), max_length=300, widget=_line())


class AppealForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=AppealKind.choices, widget=_select())
    organ = forms.CharField(label=_("Before which organ or court"), max_length=200, widget=_line())
    filed_on = forms.DateField(label=_("Filed on"), widget=_day())


class AppealResultForm(forms.Form):
    result = forms.ChoiceField(label=_("Result"), choices=AppealResult.choices, widget=_select())
    decided_on = forms.DateField(label=_("Decided on"), widget=_day())


class RedactForm(forms.Form):
    """A text with words to remove, or a PDF with boxes."""

    MOST_BYTES = 10 * 1024 * 1024
    title = forms.CharField(label=_("Title"), max_length=200, widget=_line())
    text = forms.CharField(label=_("Text of the document"), required=False, max_length=200_000, widget=_area(6))
    file = forms.FileField(label=_("or a PDF"), required=False)
    marks = forms.CharField(
        label=_("What is removed, and why"),
        max_length=20_000,
        widget=_area(5),
        help_text=_(
            "One line each. In a text: the words | the reason. In a PDF: page, left, top, width and height in percent of the "
            "page, then the reason, for example: 1 10 25 40 5 telephone number"
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text, file = cleaned.get("text"), cleaned.get("file")
        if bool(text) == bool(file):
            self.add_error("text", _("Give either a text or a PDF."))
        if file and file.size > self.MOST_BYTES:
            self.add_error("file", _("The file is larger than 10 MB."))
        return cleaned


class ItemForm(forms.Form):
    """An item of the catalogue."""

    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=DisclosureKind.objects.filter(is_active=True), widget=_select(), empty_label=None
    )
    title_zh = forms.CharField(label=_("Chinese title"), max_length=200, widget=_line())
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False, widget=_line())
    text_zh = forms.CharField(label=_("Chinese text"), required=False, widget=_area(6))
    text_en = forms.CharField(label=_("English text"), required=False, widget=_area(4))
    address = forms.URLField(
        label=_("Address of the document or page"), required=False, max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs=_CLIP),
    )  # fmt: skip
    basis = forms.CharField(label=_("Basis"), max_length=200, required=False, widget=_line())
    changed_on = forms.DateField(label=_("Made or changed on"), widget=_day(), initial=timezone.localdate)
    responsible = forms.ModelChoiceField(
        label=_("Responsible person"), queryset=Person.objects.none(), required=False, widget=_select()
    )
    correction = forms.CharField(
        label=_("What is corrected"), max_length=500, required=False, widget=_line(),
        help_text=_("Where something public was wrong: readers see this sentence."),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = Person.objects.filter(unit=unit)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), widget=_select(), empty_label=None)
    year = forms.IntegerField(label=_("Year"), min_value=2019, max_value=2100, widget=forms.NumberInput(attrs=_CLIP))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ReportTextForm(forms.Form):
    as_of = forms.DateField(label=_("As of"), widget=_day())
    overview = forms.CharField(label=_("Overview"), required=False, max_length=10_000, widget=_area(6))
    problems = forms.CharField(label=_("Problems and improvements"), required=False, max_length=10_000, widget=_area(6))
    other = forms.CharField(label=_("Other matters"), required=False, max_length=10_000, widget=_area(4))
