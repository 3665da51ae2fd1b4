"""Forms of licences and consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums import Use
from scicomm.assets.models import AssetDocument, Consent, LicenceGrant
from scicomm.assets.permissions import assets_for

_DATE = {"class": "input", "type": "date"}


class _TermForm(forms.ModelForm):
    """What a licence and a consent have in common: uses, a term, a document of one's own."""

    uses = forms.MultipleChoiceField(
        label=_("allowed uses"),
        help_text=_("None chosen: every use."),
        choices=Use.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = assets_for(user, AssetDocument)  # type: ignore[attr-defined]
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
                field.widget.attrs.setdefault("class", "input")


class GrantForm(_TermForm):
    """A licence given to us or by us."""

    class Meta:
        model = LicenceGrant
        fields = (
            "direction", "holder", "uses", "territory", "scope", "starts_on", "ends_on", "fee", "contract_number", "document",
        )  # fmt: skip
        widgets = {
            "direction": forms.RadioSelect,
            "scope": forms.Textarea(attrs={"rows": 2}),
            "starts_on": forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        }


class ConsentForm(_TermForm):
    """A consent of a person shown or of an owner."""

    class Meta:
        model = Consent
        fields = (
            "kind", "name", "is_minor", "guardian", "guardian_relation", "uses", "scope", "given_on", "ends_on", "document",
        )  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "scope": forms.Textarea(attrs={"rows": 2}),
            "given_on": forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        }


class WithdrawForm(forms.Form):
    """How and why a consent was taken back."""

    reason = forms.CharField(
        label=_("How and why was it withdrawn?"), max_length=300, widget=forms.TextInput(attrs={"class": "input"})
    )
