"""Forms of the record of an asset."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums import DataMining, DigitalSource, Secrecy
from scicomm.assets.models import Asset, Licence
from scicomm.core.models import Subject
from scicomm.organisation.models import Person


def _line(label: Any, longest: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


def _text(label: Any, longest: int = 5000, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "input", "rows": rows})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


def _choice(label: Any, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    offered = choices if required else [("", "—"), *choices]
    return forms.ChoiceField(
        label=label, choices=offered, required=required, widget=forms.Select(attrs={"class": "input"})
    )


def _many(label: Any, queryset: Any) -> forms.ModelMultipleChoiceField:
    widget = forms.SelectMultiple(attrs={"class": "input", "size": 6})
    return forms.ModelMultipleChoiceField(queryset, label=label, required=False, widget=widget)


def _number(label: Any, most: int) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"class": "input", "step": "any"})
    return forms.FloatField(label=label, required=False, min_value=-most, max_value=most, widget=widget)


class RecordForm(forms.Form):
    """Everything known of an asset, on one screen."""

    title = _line(_("title"), 255, required=True)
    caption_zh = _text(_("caption, in Chinese"))
    caption_en = _text(_("caption, in English"))
    alt_zh = _line(_("what it shows, in Chinese"), 300)
    alt_en = _line(_("what it shows, in English"), 300)
    creator = _line(_("creator"), 200, help_text=_("Several: parted by semicolons."))
    credit = _line(_("credit"), 160)
    source = _line(_("source"), 200)
    copyright_notice = _line(_("copyright notice"), 300)
    licence = _choice(_("licence"), Licence.choices, required=True)
    usage_terms = _text(_("terms of use"), rows=2)
    web_statement = forms.URLField(
        label=_("address of the licence"), required=False, max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "input"}),
    )  # fmt: skip
    licensor_name = _line(_("who gives licences"), 200)
    licensor_url = forms.URLField(
        label=_("where licences are asked for"), required=False, max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "input"}),
    )  # fmt: skip
    persons = _many(_("persons shown"), Person.objects.none())
    persons_named = _line(_("other persons shown"), 500)
    place_zh = _line(_("place, in Chinese"), 200)
    place_en = _line(_("place, in English"), 200)
    latitude = _number(_("latitude"), 90)
    longitude = _number(_("longitude"), 180)
    keep_gps = forms.BooleanField(
        label=_("leave the exact place in public copies"),
        required=False,
        help_text=_("Off: coordinates are taken out of every copy that is shown or downloaded; rights stay."),
    )
    taken_at = forms.DateTimeField(
        label=_("made at"), required=False,
        widget=forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    subjects = _many(_("subjects"), Subject.objects.none())
    digital_source = _choice(_("how it came about"), DigitalSource.choices)
    data_mining = _choice(_("may programs learn from it"), DataMining.choices)
    secrecy = _choice(_("secrecy"), Secrecy.choices, required=True)

    def __init__(self, data: Any = None, *, asset: Asset) -> None:
        super().__init__(data, initial=initial_of(asset))
        self.fields["persons"].queryset = Person.objects.filter(unit=asset.unit) | asset.persons.all()  # type: ignore[attr-defined]
        self.fields["subjects"].queryset = Subject.objects.order_by("code")  # type: ignore[attr-defined]
        for name in ("alt_zh", "alt_en"):
            if not hasattr(asset.media, name):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None) and not self.errors:
            self.add_error("longitude", _("A place has both a latitude and a longitude."))
        return cleaned


def initial_of(asset: Asset) -> dict[str, Any]:
    """The form's values as they stand now."""
    media: Any = asset.media
    lists = {"persons": asset.persons.all(), "subjects": asset.subjects.all()}
    on_media = {"title", "alt_zh", "alt_en", "credit", "licence"}
    single = [name for name in RecordForm.base_fields if name not in lists]
    return lists | {name: getattr(media if name in on_media else asset, name, "") for name in single}


class BlockForm(forms.Form):
    """Why an asset is blocked."""

    reason = _line(_("Why may it not be used any more?"), 300, required=True)


class DoneForm(forms.Form):
    """What was done about a place."""

    how = _line(_("What was done?"), 300, required=True)
