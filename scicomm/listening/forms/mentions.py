"""Linking a mention by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from scicomm.newsroom.models import Dossier

MOST_BYTES = 10 * 1024 * 1024


class LinkForm(forms.Form):
    """Which of our stories a mention speaks of; empty for none."""

    story = forms.ModelChoiceField(
        Dossier.objects.none(),
        label=gettext_lazy("Story"),
        required=False,
        empty_label=gettext_lazy("none of ours"),
        help_text=gettext_lazy("What you set here is not changed by the program any more."),
    )

    def __init__(self, *args: Any, stories: QuerySet[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["story"]
        field.queryset = stories.order_by("-published_at")
