"""An expert's words: recorded on the desk, asked for by a link, given on the expert's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person


def _area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "input", **attrs})


def _line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", **attrs})


class StatementForm(forms.Form):
    """An expert's words, and what binds them to the matter: said, or said that there is nothing."""

    text = forms.CharField(label=_("In the expert's words"), max_length=6000, widget=_area(6))
    conflict_of_interest = forms.CharField(
        label=_("Conflict of interest"),
        required=False,
        max_length=500,
        widget=_line(),
        help_text=_("For example: wrote the paper; advises the company; none of these."),
    )
    no_conflict = forms.BooleanField(label=_("There is no conflict of interest"), required=False)
    confirmed = forms.BooleanField(label=_("The expert has confirmed this wording"), required=False)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            # Who writes it themselves has confirmed it by doing so.
            del self.fields["confirmed"]
            self.fields["text"].label = _("In your own words")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told, none = bool(cleaned.get("conflict_of_interest")), bool(cleaned.get("no_conflict"))
        if told == none:
            self.add_error("conflict_of_interest", _("Say what it is, or tick that there is none: one of the two."))
        return cleaned


class AskExpertForm(forms.Form):
    """Ask one expert by a link: who, where to, and perhaps words to approve."""

    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Expert"), empty_label=_("Choose a person"),
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Empty: the one we have of this person."),
        widget=forms.EmailInput(attrs={"class": "input"}),
        error_messages={"invalid": _("An address looks like name@example.org.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the letter and the page"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "input"}),
    )
    text = forms.CharField(
        label=_("Words to approve"),
        required=False,
        max_length=6000,
        widget=_area(6),
        help_text=_("What you noted on the telephone, or a change you ask for. Empty: the expert writes."),
    )
    message = forms.CharField(
        label=_("A line to the expert"), required=False, max_length=1000, widget=_area(2)
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days until the link runs out"), min_value=1, max_value=60,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_expert=True) | Person.objects.filter(authorships__isnull=False)
        given = self.initial.get("person")
        if given:
            people |= Person.objects.filter(pk=getattr(given, "pk", given))
        self.fields["person"].queryset = people.distinct().select_related("unit")  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = (  # type: ignore[attr-defined]
            lambda person: f"{person.name} · {person.unit.short_name}"
        )
        self.fields["days"].initial = settings.SCICOMM_SIGN_LINK_DAYS


class WordsForm(forms.Form):
    """The expert's page: the words, and what binds them to the matter; one of the two must be said."""

    text = forms.CharField(
        label=_("Your words"),
        error_messages={"required": _("Write what you want to say.")},
        max_length=6000,
        widget=_area(9),
        help_text=_("Exactly these words are published under your name."),
    )
    conflict_of_interest = forms.CharField(
        label=_("What binds you to the matter"),
        required=False,
        max_length=500,
        widget=_area(2),
        help_text=_("For example: wrote the paper; advises the company; holds a patent."),
    )
    no_conflict = forms.BooleanField(label=_("Nothing binds me to the matter"), required=False)
    reason = forms.CharField(label=_("Why not?"), required=False, max_length=500, widget=_area(2))

    def __init__(self, *args: Any, declines: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declines = declines
        self.fields["text"].required = not declines

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.declines:
            if not cleaned.get("reason"):
                self.add_error("reason", _("Say in a word why: not my field, no time, a conflict of interest …"))
            return cleaned
        if bool(cleaned.get("conflict_of_interest")) == bool(cleaned.get("no_conflict")):
            self.add_error("conflict_of_interest", _("Say what it is, or tick that there is none: one of the two."))
        return cleaned


class TakeBackForm(forms.Form):
    """An expert takes their words back."""

    reason = forms.CharField(
        label=_("Why do you take your words back?"),
        max_length=500,
        widget=_area(2),
        error_messages={"required": _("Say in a sentence why the words are taken back.")},
    )
