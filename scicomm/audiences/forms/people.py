"""Forms of the digest: a short one to subscribe, the long one of the preference page; the rules for all mails."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.audiences.actions import ProfileChoice
from scicomm.audiences.enums import DigestFrequency, Level, Medium, TopicWeight
from scicomm.audiences.forms.readers import AddressForm, UnitsForm
from scicomm.audiences.models import MailRules, ReaderProfile, Segment
from scicomm.audiences.rules import MOST_FOR_CHILDREN, Region, regions
from scicomm.core.models import Subject

DIGEST_SCOPES = [("all", _("From the whole academy")), ("units", _("Only from the units I choose"))]
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
MOST_TOPICS = 8


def _subjects() -> list[Subject]:
    return list(Subject.objects.filter(is_active=True, parent=None).order_by("code"))


class _SegmentsField(forms.ModelMultipleChoiceField):
    """Segments with a word about who that is."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def _segments_field(**values: Any) -> Any:
    return _SegmentsField(
        queryset=Segment.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **values
    )


class DigestForm(AddressForm):
    """As little as one can ask: an address, who one is, a few topics, how often. A child names its guardian."""

    segments = _segments_field(label=_("Who are you?"), help_text=_("It sets how much the texts take for granted."))
    topics = forms.ModelMultipleChoiceField(
        queryset=Subject.objects.none(),
        label=pgettext_lazy("digest", "Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A few are enough; without any you get a bit of everything."),
    )
    frequency = forms.ChoiceField(
        label=pgettext_lazy("digest", "How often"),
        choices=DigestFrequency.choices,
        initial=DigestFrequency.WEEKLY,
        widget=forms.RadioSelect,
        help_text=_("A mail comes only when there is something new."),
    )
    is_under_14 = forms.BooleanField(label=_("I am younger than 14"), required=False)
    guardian_email = forms.EmailField(
        label=_("Address of a parent or guardian"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
        help_text=_("Only if you are younger than 14. We ask them first; before they say yes, you get no mail."),
        error_messages={"invalid": _("An address looks like name@example.org.")},
    )
    field_order = ["email", "language", "segments", "topics", "frequency", "is_under_14", "guardian_email", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segments"].queryset = Segment.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["topics"].queryset = Subject.objects.filter(is_active=True, parent=None)  # type: ignore[attr-defined]

    def clean_topics(self) -> Any:
        chosen = self.cleaned_data["topics"]
        if len(chosen) > MOST_TOPICS:
            words = _("Choose %(count)d at most; you can add more on your own page later.")
            raise forms.ValidationError(words % {"count": MOST_TOPICS})
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("is_under_14") or "guardian_email" in self.errors:
            return data
        guardian, own = data.get("guardian_email", "").strip().lower(), data.get("email", "").strip().lower()
        if not guardian:
            self.add_error("guardian_email", _("Give the address of a parent or guardian; we ask them first."))
        elif guardian == own:
            self.add_error("guardian_email", _("It must be another address than yours."))
        return data

    @property
    def wish(self) -> dict[str, Any]:
        """What was asked for, as the action takes it."""
        names = ("language", "frequency", "is_under_14", "guardian_email")
        chosen = {name: self.cleaned_data[name] for name in names}
        return chosen | {"segments": list(self.cleaned_data["segments"]), "topics": list(self.cleaned_data["topics"])}


def _region_choices() -> list[Any]:
    """Provinces, each as a group with its prefectures, in the active language."""
    groups: dict[str, list[Region]] = {}
    for code, region in regions().items():
        groups.setdefault(code[:2], []).append(region)
    choices: list[Any] = [("", _("Anywhere"))]
    for rows in groups.values():
        choices.append((rows[0].name, [(region.code, region.name) for region in rows]))
    return choices


class ProfileForm(UnitsForm):
    """Everything a reader of the digest can say; each field has a value that works without it."""

    segments = _segments_field(label=_("Who are you?"))
    level = forms.TypedChoiceField(
        label=_("How much may a text take for granted?"), coerce=int, choices=Level.choices, widget=forms.RadioSelect
    )
    is_personal = forms.BooleanField(
        label=_("Choose for me by what I say here"),
        required=False,
        help_text=_("Without it you get the same digest as everybody; all else stays the same."),
    )
    also_reads = forms.MultipleChoiceField(
        label=_("I also read"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    region = forms.ChoiceField(
        label=_("Where are you?"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
        help_text=_("For talks and exhibitions nearby. A province is enough."),
    )
    media = forms.MultipleChoiceField(  # type: ignore[assignment]
        label=_("What may it hold?"),
        required=False,
        choices=Medium.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: everything."),
    )
    frequency = forms.ChoiceField(
        label=pgettext_lazy("digest", "How often"), choices=DigestFrequency.choices, widget=forms.RadioSelect
    )
    most_a_week = forms.IntegerField(
        label=_("Mails a week at most"),
        min_value=1,
        max_value=21,
        widget=forms.NumberInput(attrs={"class": "input input--n"}),
        help_text=_("Counted over everything we send you: digest, newsletters of all units, saved searches."),
    )
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"), coerce=int, choices=HOURS, widget=forms.Select(attrs={"class": "select"})
    )
    quiet_until = forms.TypedChoiceField(
        label=_("Quiet until"),
        coerce=int,
        choices=HOURS,
        widget=forms.Select(attrs={"class": "select"}),
        help_text=_("In these hours no mail comes. The same hour twice: no quiet time."),
    )
    on_holidays = forms.BooleanField(label=_("Also on public holidays"), required=False)
    paused_until = forms.DateField(
        label=_("No mails until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
        help_text=_("Everything we send you waits until that day. Empty it to go on."),
    )

    def __init__(self, *args: Any, profile: ReaderProfile, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(profile))
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = DIGEST_SCOPES  # type: ignore[attr-defined]
        self.fields["units"].help_text = ""
        self.fields["segments"].queryset = Segment.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["region"].choices = _region_choices()  # type: ignore[attr-defined]
        own = profile.subscription.language
        others = [choice for choice in settings.LANGUAGES if choice[0] != own]
        self.fields["also_reads"].choices = others  # type: ignore[attr-defined]
        if profile.is_under_14:
            low = [choice for choice in Level.choices if choice[0] <= MOST_FOR_CHILDREN]
            self.fields["level"].choices = low  # type: ignore[attr-defined]
        self._add_topics(profile)

    def _add_topics(self, profile: ReaderProfile) -> None:
        """One select for each subject; those the reader spoke of stand first."""
        weights = dict(profile.interests.values_list("subject_id", "weight"))
        self.subjects = _subjects()
        self.chosen = [f"topic_{one.code}" for one in self.subjects if one.pk in weights]
        for subject in self.subjects:
            self.fields[f"topic_{subject.code}"] = forms.TypedChoiceField(
                label=subject.name,
                coerce=int,
                choices=_WEIGHTS,
                initial=weights.get(subject.pk, 0),
                required=False,
                empty_value=0,  # type: ignore[arg-type]
                widget=forms.Select(attrs={"class": "select"}),
            )

    def clean_paused_until(self) -> Any:
        day = self.cleaned_data["paused_until"]
        if day and day > timezone.localdate() + dt.timedelta(days=732):
            raise forms.ValidationError(_("Two years at most; to stop for good, unsubscribe."))
        return day

    @property
    def topics_chosen(self) -> list[Any]:
        return [self[name] for name in self.chosen]

    @property
    def topics_rest(self) -> list[Any]:
        return [self[f"topic_{one.code}"] for one in self.subjects if f"topic_{one.code}" not in self.chosen]

    @property
    def profile_choice(self) -> ProfileChoice:
        """What was said, as the action takes it."""
        data = self.cleaned_data
        names = ("level", "region", "also_reads", "media", "frequency", "most_a_week", "quiet_from", "quiet_until")
        return ProfileChoice(
            **{name: data[name] for name in (*names, "on_holidays", "is_personal", "paused_until")},
            segments=list(data["segments"]),
            topics=[(one, data[f"topic_{one.code}"]) for one in self.subjects],
            **self.choice,
        )


_WEIGHTS = [(weight.value, weight.label) for weight in sorted(TopicWeight, key=lambda one: (one < 0, one))]


def _initial(profile: ReaderProfile) -> dict[str, Any]:
    row = profile.subscription
    names = ("level", "is_personal", "also_reads", "region", "media", "frequency", "most_a_week", "quiet_from")
    return {
        **{name: getattr(profile, name) for name in (*names, "quiet_until", "on_holidays", "paused_until")},
        "segments": list(profile.segments.all()),
        "scope": "all" if row.all_units else "units",
        "units": list(row.units.all()),
    }


class MailRulesForm(forms.ModelForm):
    """What holds for every mailbox."""

    class Meta:
        model = MailRules
        fields = ["most_a_week", "quiet_from", "quiet_until", "on_holidays"]
