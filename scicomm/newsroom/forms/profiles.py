"""Forms of the kind of piece, of units' own rules, and of the comparison of two revisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from scicomm.newsroom.enums import Need, Profile
from scicomm.newsroom.models import UnitProfileRule
from scicomm.newsroom.models.profiles import NUMBERS


class ProfileForm(forms.Form):
    """What kind of piece a story is."""

    profile = forms.ChoiceField(
        label=_("Kind of piece"), choices=Profile.choices, widget=forms.Select(attrs={"class": "input"})
    )


class CompareForm(forms.Form):
    """Which two revisions stand beside each other; without them, the newest and the one before."""

    old = forms.IntegerField(required=False)
    new = forms.IntegerField(required=False)


class UnitProfileRuleForm(WagtailAdminModelForm):
    """A unit's rule: empty numbers stay as above, what is ticked is needed too."""

    needs = forms.MultipleChoiceField(
        label=_("Also needed"), choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = UnitProfileRule
        fields = ["unit", "profile", *NUMBERS, "needs"]
        field_classes: dict[str, Any] = {}
