"""Forms of embargoes, planned releases, broken embargoes, and of what is done to a story after it was public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.newsroom.enums import ChangeKind
from scicomm.newsroom.models import PressMember


def _when(**values: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **values)


def _text(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "input"})


class EmbargoForm(forms.Form):
    """The minute before which nobody outside sees the story, and why it moves."""

    until = _when(label=_("Embargo until"), help_text=_("It covers the story, its translations and their files."))
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=500,
        help_text=_("Needed when an embargo moves: whoever waits for it reads this."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class LiftForm(forms.Form):
    """Why an embargo is lifted before its time."""

    reason = forms.CharField(label=_("Why is it lifted early?"), max_length=500, widget=_text())


class ReleaseForm(forms.Form):
    """When a story is planned to come out, once signed; empty: as soon as it may."""

    at = _when(
        label=_("Planned release"),
        required=False,
        help_text=_(
            "A plan of ours, never before the embargo; it moves with an embargo that moves past it. Empty: as soon as it may."
        ),
    )


class BreachForm(forms.Form):
    """Who told a story before its time, and where that can be seen."""

    by_whom = forms.CharField(
        label=_("By whom?"), max_length=200, widget=forms.TextInput(attrs={"class": "input"}), required=False
    )
    member = forms.ModelChoiceField(
        label=_("A member of the press room?"), queryset=PressMember.objects.none(), required=False,
        empty_label=_("No, or not known"),
    )  # fmt: skip
    evidence_url = forms.URLField(
        label=_("Where it can be seen"), required=False, max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "input"}),
    )  # fmt: skip
    happened_at = _when(label=_("When?"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=_text())

    def __init__(self, *args: Any, members: QuerySet[PressMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        self.fields["member"].widget.attrs["class"] = "input"

    def clean_happened_at(self) -> Any:
        when = self.cleaned_data["happened_at"]
        if when and when > timezone.now():
            raise forms.ValidationError(_("This moment is still to come."))
        return when

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("by_whom") and not cleaned.get("member"):
            self.add_error("by_whom", _("Say who told it."))
        return cleaned


class ChangeForm(forms.Form):
    """A later version of a public story: an error mended or news added, and what readers are told."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (ChangeKind.CORRECTED.value, _("A correction: something was wrong")),
            (ChangeKind.UPDATED.value, _("An update: there is news")),
        ],
        initial=ChangeKind.CORRECTED.value,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What changed?"),
        help_text=_("Readers see this sentence with the date."),
        max_length=1000,
        widget=_text(),
    )


class KillForm(forms.Form):
    """Why a story is killed, without a word of what stood in it; and a second yes."""

    note = forms.CharField(
        label=_("Note for readers"),
        help_text=_(
            "It tells why and nothing of the content: neither title nor names. It stands at the story's address."
        ),
        max_length=500,
        widget=_text(),
    )
    sure = forms.BooleanField(
        label=_("I know that the text is taken from everybody at once and does not come back"),
        error_messages={"required": _("Please confirm: killing cannot be undone.")},
    )
