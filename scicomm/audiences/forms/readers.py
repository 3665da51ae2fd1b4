"""Forms of readers: subscribing, choosing units; sending an issue now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.queries import choosable_units
from scicomm.channels.models import Channel
from scicomm.organisation.models import Unit

SCOPES = [("all", _("The whole academy, one mail a week")), ("units", _("Only the units I choose"))]


class UnitsForm(forms.Form):
    """What a reader wants to hear of: everything, or chosen units."""

    scope = forms.ChoiceField(
        label=_("What do you want to hear of?"), choices=SCOPES, initial="all", widget=forms.RadioSelect
    )
    units: forms.ModelMultipleChoiceField[Unit] = forms.ModelMultipleChoiceField(
        queryset=Unit.objects.none(),
        label=_("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each unit you choose sends its own mail when it has news."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = choosable_units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") == "units" and not data.get("units") and "units" not in self.errors:
            self.add_error("units", _("Choose at least one unit, or the whole academy."))
        return data

    @property
    def choice(self) -> dict[str, Any]:
        """The choice as the actions take it."""
        everything = self.cleaned_data["scope"] == "all"
        return {"all_units": everything, "units": [] if everything else list(self.cleaned_data["units"])}


class AddressForm(forms.Form):
    """An address, a language and a clear yes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input"}),
        error_messages={"invalid": _("An address looks like name@example.org.")},
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    consent = forms.BooleanField(
        label=_("Yes, write to me at this address until I say stop."),
        error_messages={"required": _("Without your yes we may not write to you.")},
    )
    # People never see this field; programs that fill every field do.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled the field that people do not see."""
        return bool(self.data.get("website"))


class SubscribeForm(AddressForm, UnitsForm):
    """An address and what its reader wants to hear of."""

    field_order = ["email", "language", "scope", "units", "consent", "website"]


class SendNowForm(forms.Form):
    """Which newsletter an editor sends at once."""

    newsletter = forms.ModelChoiceField(queryset=Channel.objects.none(), label=_("Newsletter"), empty_label=None)

    def __init__(self, *args: Any, newsletters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newsletter"].queryset = newsletters  # type: ignore[attr-defined]
        self.fields["newsletter"].label_from_instance = (  # type: ignore[attr-defined]
            lambda channel: f"{channel.unit.name} · {channel.get_language_display()}"
        )
