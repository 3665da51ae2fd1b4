"""Forms of the press room: inviting, joining, stopping a member, the terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.newsroom.enums import PressState
from scicomm.organisation.models import Unit


def _line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", **attrs})


class InviteForm(forms.Form):
    """Whom a unit invites into the press room."""

    unit = forms.ModelChoiceField(label=_("For which unit?"), queryset=Unit.objects.none(), empty_label=None)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120, widget=_line())
    medium = forms.CharField(label=_("Medium"), max_length=160, widget=_line())
    email = forms.EmailField(
        label=_("E-mail address"), max_length=150, widget=forms.EmailInput(attrs={"class": "input"})
    )
    beats = forms.CharField(label=_("What this person writes about"), max_length=300, required=False, widget=_line())
    language = forms.ChoiceField(
        label=_("Language of our mails"), choices=settings.LANGUAGES, widget=forms.Select(attrs={"class": "input"})
    )
    expires_on = forms.DateField(
        label=_("Admitted until"), required=False, help_text=_("Empty: until you say otherwise."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].widget.attrs["class"] = "input"


class JoinForm(forms.Form):
    """The yes to the terms, and a password where the account is new."""

    terms = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read the terms and keep them"),
        error_messages={"required": _("Without your yes to the terms the press room stays closed.")},
    )
    password = forms.CharField(
        label=_("Choose a password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_password:
            del self.fields["password"]


class StopForm(forms.Form):
    """Closing the door to a member, with a reason."""

    state = forms.ChoiceField(
        label=_("How?"),
        choices=[
            (PressState.SUSPENDED.value, _("Suspend: may be readmitted")),
            (PressState.BANNED.value, _("Ban: for good")),
        ],
        initial=PressState.SUSPENDED.value,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "class": "input"})
    )


class TermsForm(forms.Form):
    """New terms in both languages."""

    text_zh = forms.CharField(
        label=_("Terms, in Chinese"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12, "class": "input"})
    )
    text_en = forms.CharField(
        label=_("Terms, in English"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12, "class": "input"})
    )
