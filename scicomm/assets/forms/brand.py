"""The form of a brand kit: its texts, and rows of colours and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.models import Asset, BrandFile, BrandKit
from scicomm.assets.rules.colours import is_hex


class BrandForm(forms.ModelForm[BrandKit]):
    """The texts of a kit."""

    class Meta:
        model = BrandKit
        fields = ("is_public", "rules_zh", "rules_en", "type_zh", "type_en")


class ColourForm(forms.Form):
    """One colour."""

    hex = forms.CharField(
        label=gettext_lazy("Value"), max_length=7, widget=forms.TextInput(attrs={"placeholder": "#0B6B55"})
    )
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=40)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=40, required=False)

    def clean_hex(self) -> str:
        value: str = self.cleaned_data["hex"].strip()
        value = value if value.startswith("#") else f"#{value}"
        if not is_hex(value):
            raise forms.ValidationError(_("%(value)s is no colour: write it like #0B6B55.") % {"value": value})
        return value.upper()


class FileForm(forms.Form):
    """One logo or template."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=BrandFile.Kind.choices)
    asset = forms.ModelChoiceField(Asset.objects.none(), label=gettext_lazy("Asset"))
    use_zh = forms.CharField(
        label=gettext_lazy("How to use it, in Chinese"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    use_en = forms.CharField(
        label=gettext_lazy("How to use it, in English"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, assets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["asset"]
        field.queryset = assets


ColourRows = forms.formset_factory(ColourForm, extra=2, max_num=24, can_order=True, can_delete=True)
FileRows = forms.formset_factory(FileForm, extra=1, max_num=40, can_order=True, can_delete=True)


def rows_of(formset: Any) -> list[dict[str, Any]]:
    """The rows that stay, in their order."""
    kept = [form.cleaned_data for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    filled = [row for row in kept if row.get("hex") or row.get("asset")]
    return sorted(filled, key=lambda row: row.get("ORDER") or 999)
