"""Forms of releases and campaigns: where and when, in which words, by whose hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.channels.models import Campaign, Channel
from scicomm.channels.queries import FIELD_NAMES
from scicomm.organisation.models import Unit

_INPUT = {"class": "input"}


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, required=False, widget=widget)


class _Channels(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.get_kind_display()}"


class _Channel(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.get_kind_display()}"


class PlanForm(forms.Form):
    """Which channels, when, after what, as part of which campaign."""

    channels = _Channels(
        label=_("Channels"), queryset=Channel.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a channel at least.")},
    )  # fmt: skip
    not_before = _moment(_("Not before"), _("Empty: as soon as the story is public."))
    after = _Channel(
        label=_("After it is out on"), queryset=Channel.objects.none(), required=False, empty_label=_("nothing: by time only"),
        widget=forms.Select(attrs=_INPUT),
    )  # fmt: skip
    wait_minutes = forms.IntegerField(
        label=_("Minutes after that"),
        min_value=0,
        max_value=60 * 24 * 60,
        required=False,
        widget=forms.NumberInput(attrs=_INPUT),
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label=_("none"),
        widget=forms.Select(attrs=_INPUT),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        channels: QuerySet[Channel],
        after: QuerySet[Channel],
        campaigns: QuerySet[Campaign],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        for name, rows in (("channels", channels), ("after", after), ("campaign", campaigns)):
            field: Any = self.fields[name]
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("after") and values["after"] in list(values.get("channels") or []):
            self.add_error("after", gettext("A channel cannot wait for itself."))
        return values


class TextForm(forms.Form):
    """The words of one release; made with the fields that its platform lets an editor write."""


def text_form(
    editable: tuple[str, ...], made: Mapping[str, str], edits: Mapping[str, str], data: Any = None
) -> TextForm:
    """A field for each; what was made of the story stands in it as a grey example until somebody writes."""
    form = TextForm(data, prefix="text")
    for name in editable:
        is_long = name not in {"title", "author", "tags", "link"}
        attrs = {"class": "input", "placeholder": made.get(name, "")[:2000], **({"rows": 6} if is_long else {})}
        widget = forms.Textarea(attrs=attrs) if is_long else forms.TextInput(attrs=attrs)
        form.fields[name] = forms.CharField(
            label=str(FIELD_NAMES.get(name, name)), required=False, initial=edits.get(name, ""), widget=widget,
            help_text=gettext("Empty: what was made of the story."),
        )  # fmt: skip
    return form


class TimeForm(forms.Form):
    """Another time for what waits."""

    not_before = _moment(_("Not before"), _("Empty: now."))


class ReasonForm(forms.Form):
    """Why a release is called back."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"class": "input", "rows": 2}))


class HandForm(forms.Form):
    """What somebody did in the platform's own console."""

    url = forms.CharField(
        label=_("Address at which it stands"), max_length=1000, required=False,
        widget=forms.URLInput(attrs={"class": "input", "inputmode": "url"}),
    )  # fmt: skip
    words = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.TextInput(attrs=_INPUT))


class CampaignForm(forms.Form):
    """Name, days and purpose of a campaign."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), to_field_name="slug", widget=forms.Select(attrs=_INPUT)
    )
    name = forms.CharField(label=_("Name"), max_length=160, widget=forms.TextInput(attrs=_INPUT))
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        field: Any = self.fields["unit"]
        field.queryset = units

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("starts_on") and values.get("ends_on") and values["ends_on"] < values["starts_on"]:
            raise ValidationError({"ends_on": gettext("It ends before it begins.")})
        return values
