"""Forms of the plans of review and of absences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.newsroom.actions import StepWanted
from scicomm.newsroom.enums import Reach, Step, Who
from scicomm.newsroom.models import PlanStep
from scicomm.newsroom.rules.reviews import DUE_DAYS
from scicomm.organisation.models import Person

_SELECT = {"class": "select"}
_NUMBER = {"class": "input"}


class StepForm(forms.Form):
    """One kind of step: whether it stands in the plan, at which place, who signs it and by when."""

    used = forms.BooleanField(label=gettext_lazy("This step stands in the plan"), required=False)
    place = forms.IntegerField(
        label=gettext_lazy("Position"),
        min_value=1,
        max_value=9,
        required=False,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who signs"), choices=Who.choices, required=False, widget=forms.Select(attrs=_SELECT)
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Holders of the role"),
        choices=Reach.choices,
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("These people"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    needed = forms.IntegerField(
        label=gettext_lazy("How many must sign"),
        min_value=1,
        max_value=9,
        required=False,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Working days for it"),
        min_value=0,
        max_value=60,
        required=False,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    substitutes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Substitutes, when it is late or somebody named is away"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parallel = forms.BooleanField(label=gettext_lazy("Beside the step before it"), required=False)
    optional = forms.BooleanField(label=gettext_lazy("Optional: nothing waits for it"), required=False)
    may_follow = forms.BooleanField(label=gettext_lazy("In the rapid lane it may follow after release"), required=False)

    def __init__(self, data: QueryDict | None, *, kind: Step, people: list[Person], step: PlanStep | None) -> None:
        super().__init__(data, prefix=kind.value, initial=_initial(kind, step))
        self.kind = kind
        queryset = Person.objects.filter(pk__in=[person.pk for person in people])
        for name in ("people", "substitutes"):
            field: Any = self.fields[name]
            field.queryset = queryset
            # The same rows for all ten fields, read once.
            field.choices = [(person.pk, f"{person.name}, {person.unit.short_name}") for person in people]
        if kind == Step.SCIENTIST:
            for name in ("who", "reach", "people", "substitutes"):
                del self.fields[name]
        if kind == Step.SECRECY:
            for name in ("optional", "may_follow"):
                del self.fields[name]

    @property
    def wanted(self) -> StepWanted:
        """The step as it was asked for."""
        given = self.cleaned_data
        return StepWanted(
            kind=self.kind.value, who=given.get("who") or Who.ROLE, reach=given.get("reach") or Reach.ANY,
            people=list(given.get("people") or ()), substitutes=list(given.get("substitutes") or ()),
            needed=given.get("needed") or 1,
            due_days=DUE_DAYS if given.get("due_days") is None else given["due_days"],
            parallel=bool(given.get("parallel")), required=not given.get("optional"),
            may_follow=bool(given.get("may_follow")),
        )  # fmt: skip


def _initial(kind: Step, step: PlanStep | None) -> dict[str, Any]:
    if step is None:
        return {"place": list(Step).index(kind) + 1, "needed": 1, "due_days": DUE_DAYS}
    saved = step.pk is not None
    return {
        "used": True, "place": step.position + 1, "who": step.who, "reach": step.reach, "needed": step.needed,
        "due_days": step.due_days, "parallel": step.parallel, "optional": not step.required,
        "may_follow": step.may_follow, "people": list(step.people.all()) if saved else [],
        "substitutes": list(step.substitutes.all()) if saved else [],
    }  # fmt: skip


class PlanForm(forms.Form):
    """What holds for the whole plan."""

    own_signature = forms.BooleanField(
        label=gettext_lazy("Who wrote the text may sign it"),
        help_text=gettext_lazy("Against the rule of four eyes. The record and the desk say so at each such signature."),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Why it is so"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )


class AbsenceForm(forms.Form):
    """From when to when one is away, and who reviews instead."""

    starts_on = forms.DateField(
        label=gettext_lazy("Away from"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until, this day included"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )
    substitute = forms.ModelChoiceField(
        label=gettext_lazy("Who reviews instead"),
        queryset=Person.objects.none(),
        widget=forms.Select(attrs=_SELECT),
        help_text=gettext_lazy("Secrecy reviews are never handed on."),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        elif last and last < timezone.localdate():
            self.add_error("ends_on", _("These days have passed already."))
        return cleaned
