"""Forms of licences and responsible persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models import AssetDocument
from scicomm.channels.enums import Duty, LicenceKind
from scicomm.channels.forms.fields import choice_field, day_field, model_field, text_field
from scicomm.organisation.models import Person


class LicenceForm(forms.Form):
    """A licence of an outlet."""

    kind = choice_field(_("Kind"), LicenceKind.choices)
    number = text_field(_("Number"), 120)
    authority = text_field(_("Issued by"), 200)
    valid_from = day_field(_("Valid from"))
    valid_until = day_field(
        _("Valid until"), required=False, help_text=_("Empty: without an end. You are reminded before.")
    )
    note = text_field(_("Note"), 300, required=False)

    def __init__(self, *args: Any, documents: QuerySet[AssetDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"] = model_field(
            _("Scan of it"), documents, required=False, help_text=_("A document of the unit's library.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begin, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begin and end and end < begin:
            self.add_error("valid_until", _("The end lies before the beginning."))
        return cleaned


class ResponsibleForm(forms.Form):
    """A person who answers for an outlet."""

    duty = choice_field(_("Answers as"), Duty.choices)
    starts_on = day_field(_("From"))
    ends_on = day_field(_("Until"), required=False)

    field_order = ("duty", "person", "name", "starts_on", "ends_on")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = model_field(_("Person of the unit"), people, required=False)
        self.fields["name"] = text_field(
            _("Name"), 80, required=False, help_text=_("As it stands on the licence; empty: the person's name.")
        )
        self.order_fields(list(self.field_order))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person = cleaned.get("person")
        if not cleaned.get("name"):
            if person is None:
                self.add_error("name", _("Choose a person, or give a name."))
            else:
                cleaned["name"] = person.name_zh or person.name_en
        begin, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if begin and end and end < begin:
            self.add_error("ends_on", _("The end lies before the beginning."))
        return cleaned
