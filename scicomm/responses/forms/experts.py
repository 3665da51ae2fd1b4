"""An expert's availability, and who speaks for a unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Authorship
from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import ContactBy, MediaTraining
from scicomm.responses.forms.handling import _date
from scicomm.responses.forms.statements import _area, _line


class ProfileForm(forms.Form):
    """What a person speaks on, how, and how they are reached."""

    topics = forms.CharField(
        label=_("Topics you speak on"), required=False, max_length=4000, widget=_area(4),
        help_text=_("One a line, in either language. Questions are matched with them, beside your papers."),
    )  # fmt: skip
    speaks_zh = forms.BooleanField(label=_("I speak to the public in Chinese"), required=False)
    speaks_en = forms.BooleanField(label=_("I speak to the public in English"), required=False)
    training = forms.ChoiceField(label=_("Media training"), choices=MediaTraining.choices)
    contact_by = forms.ChoiceField(label=_("Best reached by"), choices=ContactBy.choices)
    contact_note = forms.CharField(
        label=_("How and when"), required=False, max_length=200, widget=_line(),
        help_text=_("Only you and the response officers read this."),
    )  # fmt: skip
    not_before = forms.DateField(
        label=_("Not before"), required=False, widget=_date(), help_text=_("Empty: at any time.")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("speaks_zh") or data.get("speaks_en")):
            self.add_error("speaks_zh", _("Choose at least one language."))
        return data


class AwayForm(forms.Form):
    """Days on which a person cannot speak."""

    starts_on = forms.DateField(label=_("First day"), widget=_date())
    ends_on = forms.DateField(label=_("Last day"), widget=_date())
    note = forms.CharField(label=_("Note"), required=False, max_length=200, widget=_line())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first: dt.date | None = data.get("starts_on")
        last: dt.date | None = data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        elif last and last < timezone.localdate():
            self.add_error("ends_on", _("These days are past."))
        return data


class OptOutForm(forms.Form):
    """No suggestion any more."""

    reason = forms.CharField(label=_("Why, if you want to say"), required=False, max_length=300, widget=_line())


class SpeakerForm(forms.Form):
    """Who speaks for a unit."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Unit"))
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Spokesperson"), required=False, empty_label=_("nobody"),
        help_text=_("Nobody: the rule of the unit above holds."),
    )  # fmt: skip
    is_first = forms.BooleanField(label=_("Asked first, before the authors"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrote = Authorship.objects.filter(person=OuterRef("pk"))
        people = Person.objects.filter(Q(is_expert=True) | Q(user__isnull=False) | Exists(wrote))
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["person"].queryset = people.select_related("unit")  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = (  # type: ignore[attr-defined]
            lambda person: f"{person.name} · {person.unit.short_name}"
        )
