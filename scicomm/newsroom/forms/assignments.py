"""Forms of assignments: a call with its shares, and the small ones of a single click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.core.queries import calendar
from scicomm.newsroom.enums import AssignmentState, Profile
from scicomm.newsroom.models import Dossier, Topic
from scicomm.newsroom.rules import assignments as rules
from scicomm.organisation.models import Person, Unit

LONGEST_DAYS = 500
# The level of kinds of units from which on they are offices (see UnitKind).
OFFICE = 4


def _day(label: Any, **values: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"), **values
    )


def _number(label: Any, **values: Any) -> forms.IntegerField:
    attrs = {"class": "input input--s", "inputmode": "numeric"}
    return forms.IntegerField(label=label, min_value=1, widget=forms.NumberInput(attrs=attrs), **values)


class DueMixin(forms.Form):
    """A day, or how many working days from today; the day wins where both are given."""

    due_on = _day(_("Due on"), required=False)
    working_days = _number(
        _("or in so many working days"), required=False, max_value=LONGEST_DAYS,
        help_text=_("Holidays and worked weekends are counted as arranged."),
    )  # fmt: skip

    def due_from(self, cleaned: dict[str, Any]) -> dt.date | None:
        """The day the two fields give together."""
        if cleaned.get("due_on"):
            day: dt.date = cleaned["due_on"]
            return day
        if cleaned.get("working_days"):
            return calendar().add_working_days(timezone.localdate(), cleaned["working_days"])
        return None


class SharesMixin(forms.Form):
    """How many pieces each unit below and each person of the unit is given; `each` fills all units directly below."""

    each = _number(
        _("The same for every unit directly below"), required=False, max_value=rules.MOST_PIECES,
        help_text=_("Fills what is left empty there."),
    )  # fmt: skip
    shortfall_reason = forms.CharField(
        label=_("Why less than the whole is given on"), required=False, max_length=2000,
        help_text=_("Only where the parts hold fewer pieces than the whole."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )  # fmt: skip

    def add_shares(self, unit: Unit, units: Sequence[Unit], people: Sequence[Person]) -> None:
        """A field for each unit and person."""
        self.giver, self.units, self.people = unit, list(units), list(people)
        for one in self.units:
            self.fields[f"unit-{one.pk}"] = _number(one.short_name, required=False, max_value=rules.MOST_PIECES)
        for person in self.people:
            self.fields[f"person-{person.pk}"] = _number(person.name, required=False, max_value=rules.MOST_PIECES)

    @property
    def heads(self) -> list[Unit]:
        """The units directly below that do the work: offices only where there is nothing else."""
        below = [one for one in self.units if one.depth == self.giver.depth + 1]
        return [one for one in below if one.kind.level < OFFICE] or below

    @property
    def direct(self) -> list[forms.BoundField]:
        """Their fields."""
        return [self[f"unit-{one.pk}"] for one in self.heads]

    @property
    def deeper(self) -> list[dict[str, Any]]:
        """The fields of the units further below, by the unit they belong to; then those of offices, which belong to the giver."""
        heads = self.heads
        groups = [(head, [one for one in self.units if one.pk != head.pk and head.contains(one)]) for head in heads]
        groups.append((self.giver, [one for one in self.units if not any(head.contains(one) for head in heads)]))
        return [{"unit": head, "fields": [self[f"unit-{one.pk}"] for one in below]} for head, below in groups if below]

    @property
    def persons(self) -> list[forms.BoundField]:
        return [self[f"person-{person.pk}"] for person in self.people]

    def shares(self) -> list[tuple[int, Unit | None, Person | None]]:
        """What was filled in: (pieces, unit, person)."""
        cleaned = self.cleaned_data
        found: list[tuple[int, Unit | None, Person | None]] = []
        heads = {one.pk for one in self.heads}
        for one in self.units:
            number = cleaned.get(f"unit-{one.pk}")
            if number is None and one.pk in heads:
                number = cleaned.get("each")
            if number:
                found.append((number, one, None))
        found += [
            (cleaned[f"person-{person.pk}"], None, person)
            for person in self.people
            if cleaned.get(f"person-{person.pk}")
        ]
        return found


class CallForm(DueMixin, SharesMixin):
    """A call: what is wanted, how many, by when, and from whom."""

    title = forms.CharField(
        label=_("What is wanted?"), max_length=300, widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("One line that a writer understands."),
    )  # fmt: skip
    brief = forms.CharField(
        label=_("Brief"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4, "class": "input"})
    )
    profile = forms.ChoiceField(
        label=_("Kind of piece"), required=False, choices=[("", _("any")), *Profile.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    quota = _number(_("How many pieces together?"), initial=1, max_value=rules.MOST_PIECES)
    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), required=False, widget=forms.HiddenInput)

    field_order = ["title", "brief", "profile", "quota", "due_on", "working_days", "each"]
    plain = ("title", "brief", "profile", "quota", "due_on", "working_days")

    def __init__(
        self,
        *args: Any,
        unit: Unit,
        units: Sequence[Unit],
        people: Sequence[Person],
        topics: QuerySet[Topic],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]
        self.add_shares(unit, units, people)

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields that say what is wanted."""
        return [self[name] for name in self.plain]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["due"] = self.due_from(cleaned)
        if cleaned["due"] is None and not {"due_on", "working_days"} & self.errors.keys():
            self.add_error("due_on", _("By when? A day, or a number of working days."))
        return cleaned


class SplitForm(DueMixin, SharesMixin):
    """Giving an assignment on: to whom, how many each, by when (the same day where nothing is said)."""

    def __init__(self, *args: Any, unit: Unit, units: Sequence[Unit], people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_shares(unit, units, people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["due"] = self.due_from(cleaned)
        return cleaned


class DueForm(DueMixin):
    """Another day."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["due"] = self.due_from(cleaned)
        if cleaned["due"] is None and not self.errors:
            self.add_error("due_on", _("By when? A day, or a number of working days."))
        return cleaned


class GiveAgainForm(DueForm):
    """Giving once more what came back."""

    quota = _number(_("How many pieces"), max_value=rules.MOST_PIECES)
    words = forms.CharField(
        label=_("Your answer"), required=False, max_length=2000, help_text=_("Stands in the brief from now on."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )  # fmt: skip


class DelegateForm(forms.Form):
    """Another person of the unit."""

    person = forms.ModelChoiceField(
        label=_("To whom"), queryset=Person.objects.none(), widget=forms.Select(attrs={"class": "input"})
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    """Starting a story for an assignment."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("zh-hans", "中文"), ("en", "English")],
        widget=forms.RadioSelect,
        initial="zh-hans",
    )
    title = forms.CharField(
        label=_("Working title"), required=False, max_length=300, widget=forms.TextInput(attrs={"class": "input"}),
        help_text=_("Empty: as the assignment says, or what you began already."),
    )  # fmt: skip


class ReportForm(forms.Form):
    """What fulfils an assignment, and a word about it."""

    stories = forms.ModelMultipleChoiceField(
        label=_("Stories"), queryset=Dossier.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Counts as soon as one of its stories is public."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("A word to the giver"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, stories: QuerySet[Dossier], topics: QuerySet[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stories"].queryset = stories  # type: ignore[attr-defined]
        self.fields["topics"].queryset = topics  # type: ignore[attr-defined]


class AssignmentFilterForm(forms.Form):
    """What the list is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("any")), *AssignmentState.choices],
        widget=forms.Select(attrs={"class": "input input--s"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Words"), required=False, max_length=100, widget=forms.TextInput(attrs={"class": "input input--s"})
    )
    late = forms.BooleanField(label=_("only overdue"), required=False)
