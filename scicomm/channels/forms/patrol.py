"""Forms of the patrol."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models import Asset
from scicomm.channels.enums import FindingKind, FindingSeverity, FindingState
from scicomm.channels.forms.fields import choice_field, day_field, long_field, model_field, text_field
from scicomm.channels.models import Channel
from scicomm.organisation.models import Unit


class FindingForm(forms.Form):
    """What somebody found: where, what, how grave."""

    kind = choice_field(_("Kind of fault"), FindingKind.choices)
    severity = choice_field(
        _("How grave"),
        FindingSeverity.choices,
        initial=FindingSeverity.SLIGHT,
        help_text=_("Grave: one working day to correct it; serious: three; slight: ten."),
    )
    place = text_field(_("Where"), 500, help_text=_("The address, or the issue and page of a printed piece."))
    words = long_field(_("What was found"))
    due_on = day_field(_("To be corrected by"), required=False, help_text=_("Empty: as the gravity says."))

    def __init__(
        self, *args: Any, channels: QuerySet[Channel], units: QuerySet[Unit], assets: QuerySet[Asset], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = model_field(_("Unit"), units, to_field_name="slug", empty_label=None)
        self.fields["channel"] = model_field(_("Outlet"), channels, required=False)
        self.fields["asset"] = model_field(
            _("Screenshot or picture"), assets, required=False, help_text=_("From the library of your unit.")
        )
        self.order_fields(["unit", "channel", "kind", "severity", "place", "words", "asset", "due_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        channel, unit = cleaned.get("channel"), cleaned.get("unit")
        if channel and unit and channel.unit_id != unit.pk:
            self.add_error("channel", _("This channel belongs to another unit."))
        return cleaned


class CorrectForm(forms.Form):
    """What the outlet did."""

    answer = long_field(_("What was done"))


class LookAgainForm(forms.Form):
    """What a patroller says after looking again."""

    words = long_field(
        _("What you found now"), required=False, help_text=_("Needed where it is still wrong, or was no fault.")
    )


class FindingFilterForm(forms.Form):
    """Which findings the list shows."""

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("unfinished", _("not closed")), ("overdue", _("overdue")), *FindingState.choices, ("all", _("all"))]
        self.fields["state"] = choice_field(_("State"), states, required=False)
        self.fields["kind"] = choice_field(
            _("Kind of fault"), [("", _("anything")), *FindingKind.choices], required=False
        )
        self.fields["severity"] = choice_field(
            _("How grave"), [("", _("any")), *FindingSeverity.choices], required=False
        )
        names = [(unit.slug, f"{'　' * (unit.depth - 1)}{unit.short_name}") for unit in units]
        self.fields["unit"] = choice_field(_("Unit"), [("", _("all units")), *names], required=False)
