"""Giving a case, closing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person
from scicomm.responses.forms.statements import _area


class AssignForm(forms.Form):
    """To whom a case is given: somebody suggested, or any person who answers the public."""

    expert = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Somebody else"), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_expert=True) | Person.objects.filter(authorships__isnull=False)
        self.fields["expert"].queryset = people.distinct().select_related("unit")  # type: ignore[attr-defined]
        self.fields["expert"].label_from_instance = (  # type: ignore[attr-defined]
            lambda person: f"{person.name} · {person.unit.short_name}"
        )


class CloseForm(forms.Form):
    """Why a case ends without a public answer."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=_area(3),
        help_text=_("For colleagues and the statistics. No names, please."),
        error_messages={"required": _("Say why the case is closed.")},
    )
