"""Forms of accounts. What a kind of channel needs is asked by its platform's own list, so that a new kind needs no form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import BUILT_IN, ChannelKind, Medium
from scicomm.channels.forms.fields import choice_field, count_field, day_field, model_field, text_field
from scicomm.channels.models import Channel
from scicomm.channels.permissions import keepers_of
from scicomm.channels.rules.matrix import SEGMENTS
from scicomm.channels.rules.packages import FieldSpec
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.organisation.models import Unit

REGISTRABLE = [(kind.value, kind.label) for kind in ChannelKind if kind not in BUILT_IN]
MOST_FILE = 2 * 1024 * 1024


class KindForm(forms.Form):
    """The first step of registering: whose account it is, and on which platform."""

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = model_field(_("Unit"), units, to_field_name="slug", empty_label=None)
        self.fields["kind"] = choice_field(_("Kind"), REGISTRABLE)


def _spec_field(spec: FieldSpec, *, secret: bool, kept: bool) -> forms.CharField:
    """A field of a platform's list. A credential is typed blind and never comes back to the page."""
    help_text = str(spec.help)
    if secret and kept:
        help_text = f"{help_text} {_('It is kept sealed. Leave empty to keep it.')}".strip()
    attrs = {"class": "input", "autocomplete": "new-password" if secret else "off", "spellcheck": "false"}
    widget = forms.PasswordInput(attrs=attrs, render_value=False) if secret else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=spec.label, help_text=help_text, required=spec.required and not kept, max_length=4000, widget=widget
    )


class SecretsMixin(forms.Form):
    """The credentials of a kind of channel, and when they end."""

    def add_secrets(self, kind: str, kept: list[str]) -> None:
        platform = PLATFORMS.get(kind)
        self.secret_specs = platform.secrets if platform else ()
        for spec in self.secret_specs:
            self.fields[f"secret__{spec.name}"] = _spec_field(spec, secret=True, kept=spec.name in kept)
        if self.secret_specs:
            self.fields["secret_ends"] = day_field(
                _("Credentials are good until"), required=False, help_text=_("You are reminded before. Empty: unknown.")
            )

    @property
    def secrets(self) -> dict[str, str]:
        """What was typed, by name."""
        return {spec.name: self.cleaned_data.get(f"secret__{spec.name}", "") for spec in self.secret_specs}


class AccountForm(SecretsMixin):
    """An account: what everybody may know of it, and what its platform needs."""

    def __init__(self, *args: Any, unit: Unit, kind: str, channel: Channel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        platform = PLATFORMS.get(kind)
        self.setting_specs = platform.settings if platform else ()
        self._add_names(kind)
        for spec in self.setting_specs:
            self.fields[f"settings__{spec.name}"] = _spec_field(spec, secret=False, kept=False)
        self._add_rules(platform.per_hour if platform else None)
        if channel is None:
            people = keepers_of(unit)
            self.fields["owner"] = model_field(_("Kept by"), people, required=False)
            self.fields["deputy"] = model_field(_("Deputy"), people, required=False)
            self.add_secrets(kind, [])
        else:
            self.fields["is_on"] = forms.BooleanField(
                label=_("On"), required=False, help_text=_("Off: no new story is released here.")
            )
            self.initial = {**_of(channel), **(self.initial or {})}

    def _add_names(self, kind: str) -> None:
        self.fields["name_zh"] = text_field(_("Chinese name"), 120, required=False)
        self.fields["name_en"] = text_field(_("English name"), 160, required=False)
        if kind == ChannelKind.OTHER:
            self.fields["medium"] = choice_field(_("What it is"), Medium.choices)
        self.fields["language"] = choice_field(_("Language"), settings.LANGUAGES)
        self.fields["handle"] = text_field(
            _("Name there"), 200, required=False, help_text=_("Its name on the platform.")
        )
        self.fields["url"] = forms.URLField(
            label=_("Public address"),
            required=False,
            max_length=500,
            assume_scheme="https",
            widget=forms.URLInput(attrs={"class": "input"}),
        )

    def _add_rules(self, per_hour: int | None) -> None:
        self.fields["segments"] = forms.MultipleChoiceField(
            label=_("Who it is for"),
            choices=list(SEGMENTS.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["takes_all"] = forms.BooleanField(
            label=_("Gets every story of its unit"),
            required=False,
            initial=True,
            help_text=_("Off: an editor chooses what is released here."),
        )
        bound = {"max_value": per_hour} if per_hour else {"max_value": 3600}
        self.fields["most_per_hour"] = count_field(
            _("At most so many posts an hour"),
            required=False,
            min_value=1,
            **bound,
            help_text=_("Your own bound; the platform's holds anyway."),
        )
        self.fields["last_post_on"] = day_field(
            _("Last post outside this system"),
            required=False,
            help_text=_("Only where somebody posts there by hand: otherwise the account counts as silent."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("name_zh", "name_en", "handle")):
            self.add_error("name_zh", _("Give it a name, or the name of the account."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        names = (
            "name_zh",
            "name_en",
            "language",
            "handle",
            "url",
            "medium",
            "segments",
            "takes_all",
            "most_per_hour",
            "last_post_on",
            "is_on",
        )
        found = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        found["settings"] = {spec.name: self.cleaned_data[f"settings__{spec.name}"] for spec in self.setting_specs}
        return found


def _of(channel: Channel) -> dict[str, Any]:
    names = (
        "name_zh",
        "name_en",
        "language",
        "handle",
        "url",
        "medium",
        "segments",
        "takes_all",
        "most_per_hour",
        "last_post_on",
        "is_on",
    )
    found = {name: getattr(channel, name) for name in names}
    return {**found, **{f"settings__{name}": value for name, value in channel.settings.items()}}


class CredentialsForm(SecretsMixin):
    """New credentials for an account."""

    def __init__(self, *args: Any, channel: Channel, kept: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_secrets(channel.kind, kept)


class HandOverForm(forms.Form):
    """Who keeps an account from now on."""

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = keepers_of(channel.unit)
        self.fields["owner"] = model_field(_("Kept by"), people, required=False)
        self.fields["deputy"] = model_field(_("Deputy"), people, required=False)
        self.fields["words"] = text_field(
            _("Words for the log"), 300, required=False, help_text=_("What was handed over, and how. No password.")
        )


class CloseForm(forms.Form):
    """Why an account is closed."""

    reason = text_field(_("Why is it closed?"), 300)


class FollowersForm(forms.Form):
    """A number entered by hand."""

    day = day_field(_("Day"), initial=timezone.localdate)
    value = count_field(_("Followers"), max_value=10**11)


class FollowersFileForm(forms.Form):
    """A history from a file."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Two columns: day and followers (日期, 粉丝数). UTF-8 or GB 18030, 2 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > MOST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return found


STATES = [
    ("", _("all in use")),
    ("idle", _("silent")),
    ("orphaned", _("nobody keeps it")),
    ("trouble", _("in trouble")),
    ("expiring", _("credentials end soon")),
    ("off", _("switched off")),
    ("closed", _("closed")),
]


class MatrixFilterForm(forms.Form):
    """What the overview shows."""

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"] = text_field(_("Name or account"), 100, required=False)
        names = [(unit.slug, f"{'　' * (unit.depth - 1)}{unit.short_name}") for unit in units]
        self.fields["unit"] = choice_field(_("Unit"), [("", _("all units")), *names], required=False)
        self.fields["kind"] = choice_field(_("Kind"), [("", _("all kinds")), *REGISTRABLE], required=False)
        languages = [("", _("all languages")), *settings.LANGUAGES]
        self.fields["language"] = choice_field(_("Language"), languages, required=False)
        self.fields["state"] = choice_field(_("State"), STATES, required=False)
