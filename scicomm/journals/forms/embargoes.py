"""The form of an article's embargo."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ArticleEmbargoForm(forms.Form):
    """Until when the journal holds an article back; empty lets it out now."""

    until = forms.DateTimeField(
        label=_("Embargo until"),
        required=False,
        help_text=_("Leave empty to let the article out now. Stories about it follow by themselves."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=500,
        help_text=_("The press offices that tell of the article read this."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
