"""Asking a list of topics, and setting topics right by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scicomm.listening.models import HotTopic, Mention, Script, SourceClass
from scicomm.listening.queries import TopicFilter

PERIODS = (("day", _("24 hours")), ("week", _("7 days")), ("month", _("30 days")), ("year", _("a year")))


class TopicFilterForm(forms.Form):
    """What the list shows; whatever is not understood asks for nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    period = forms.ChoiceField(label=_("Spoken of within"), choices=PERIODS, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("All")), *Script.choices], required=False)
    source = forms.ChoiceField(label=_("Who speaks"), choices=[("", _("All")), *SourceClass.choices], required=False)
    burst = forms.BooleanField(label=_("With a burst"), required=False)
    ours = forms.BooleanField(label=_("About us"), required=False)

    def asked(self) -> TopicFilter:
        """What was asked, without the parts that are no answer."""
        self.is_valid()
        clean = self.cleaned_data
        return TopicFilter(
            period=clean.get("period") or "week",
            words=clean.get("q") or "",
            language=clean.get("language") or "",
            source_class=clean.get("source") or "",
            burst=bool(clean.get("burst")),
            ours=bool(clean.get("ours")),
        )


class JoinForm(forms.Form):
    """Which topic becomes a part of this one."""

    other = forms.ModelChoiceField(
        HotTopic.objects.none(),
        label=_("Topic that is the same"),
        help_text=_("Its reports come here, and its address leads here."),
    )

    def __init__(self, *args: Any, topics: QuerySet[HotTopic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.queryset = topics


class PartForm(forms.Form):
    """Which reports speak of something else, and what that is called."""

    mentions = forms.ModelMultipleChoiceField(Mention.objects.none(), label=_("Reports"), required=False)
    title = forms.CharField(label=_("Name of the new topic"), required=False, max_length=500)

    def __init__(self, *args: Any, mentions: QuerySet[Mention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mentions"]
        field.queryset = mentions


class RenameForm(forms.Form):
    """A name of one's own."""

    title_zh = forms.CharField(label=_("Chinese title"), required=False, max_length=500)
    title_en = forms.CharField(
        label=_("English title"),
        required=False,
        max_length=500,
        help_text=_("What you set here is not changed by the program. Leave both empty to let it choose again."),
    )
