"""Opening an actor in the fediverse; keeping a server away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Unit


class ActorForm(forms.Form):
    """For which unit, in which language."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=None)
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]


class BlockForm(forms.Form):
    """Which server, and why."""

    domain = forms.CharField(
        label=_("Server"),
        max_length=255,
        help_text=_("The host, as in social.example; all hosts under it are blocked too."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("For colleagues; shown to nobody outside.")
    )
