"""Forms of the digest's desk: an item's level and publics, editors' words, subject lines, a made-up reader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import DigestFrequency, ItemChoice, Level, Medium
from scicomm.audiences.models import Segment
from scicomm.audiences.rules import regions
from scicomm.core.models import Subject

_LEVELS = [(str(value), label) for value, label in Level.choices]


class ItemForm(forms.Form):
    """What an editor says of an item, or that the rule shall decide."""

    level = forms.ChoiceField(label=_("Level"), required=False, choices=[], widget=forms.RadioSelect)
    segments_by_editor = forms.BooleanField(
        label=_("I choose whom it is for"), required=False,
        help_text=_("Off: the publics that the story's topic was planned for."),
    )  # fmt: skip
    segments = forms.ModelMultipleChoiceField(
        queryset=Segment.objects.none(), label=_("For whom"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("By the rule")), *_LEVELS]  # type: ignore[attr-defined]
        self.fields["segments"].queryset = Segment.objects.filter(is_active=True)  # type: ignore[attr-defined]

    @property
    def choice(self) -> dict[str, Any]:
        """As the action takes it."""
        data = self.cleaned_data
        return {
            "level": int(data["level"]) if data["level"] else None,
            "segments": list(data["segments"]) if data["segments_by_editor"] else None,
        }


class ChoiceForm(forms.Form):
    """Pick an item or keep it out, for whom and how long."""

    kind = forms.ChoiceField(label=_("What"), choices=[], widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Readers of"), required=False, choices=[])
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: without end."),
    )
    note = forms.CharField(
        label=_("Why"), required=False, max_length=300, widget=forms.TextInput(attrs={"class": "input"})
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [pair for pair in ItemChoice.choices if pair[0] in kinds]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("Every language")), *settings.LANGUAGES]  # type: ignore[attr-defined]


class LinesForm(forms.Form):
    """One subject line for the next edition, or two to be tried."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    frequency = forms.ChoiceField(label=_("How often"), choices=DigestFrequency.choices, initial=DigestFrequency.WEEKLY)
    subject_a = forms.CharField(
        label=_("Subject line A"), required=False, max_length=150, widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("Empty: each reader gets the title of their own first item."),
    )  # fmt: skip
    subject_b = forms.CharField(
        label=_("Subject line B"), required=False, max_length=150, widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("With two lines each is tried on a tenth of the readers; the rest gets the better one."),
    )  # fmt: skip
    test_hours = forms.IntegerField(label=_("Decide after hours"), min_value=1, max_value=12, initial=4)


class PreviewForm(forms.Form):
    """A made-up reader. Nobody's real data is looked at."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    is_personal = forms.BooleanField(label=_("chosen by their interests"), required=False, initial=True)
    segment = forms.ModelChoiceField(
        queryset=Segment.objects.none(), label=_("Who"), required=False, empty_label=_("nobody in particular")
    )
    level = forms.ChoiceField(label=_("Level"), choices=_LEVELS, initial=str(Level.GENERAL.value))
    subjects = forms.ModelMultipleChoiceField(
        queryset=Subject.objects.none(), label=_("Likes to hear of"), required=False, to_field_name="code",
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[])
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds"), required=False, choices=Medium.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segment"].queryset = Segment.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["subjects"].queryset = Subject.objects.filter(is_active=True)  # type: ignore[attr-defined]
        places = [(code, region.name) for code, region in regions().items() if len(code) == 2]
        self.fields["region"].choices = [("", _("anywhere")), *places]  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()


class NumberForm(forms.Form):
    """A subscription by its number."""

    number = forms.IntegerField(label=_("Number of the subscription"), min_value=1, max_value=2**31 - 1)
