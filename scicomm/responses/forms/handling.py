"""Forms of handling: kind and urgency, pauses, parts, handing over, remarks, interests, notes of calls, incidents, terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.organisation.models import Person, Unit, User
from scicomm.responses.enums import CaseKind, Clock, Origin, Urgency, WaitsFor
from scicomm.responses.forms.statements import _area
from scicomm.responses.models import Case


def _date(**attrs: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"class": "input", "type": "date", **attrs})


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TriageForm(forms.Form):
    """What kind of matter it is, and how pressing; the deadlines follow."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("The deadlines change with it; the log keeps the reason.")
    )


class ReasonForm(forms.Form):
    """One line of reason."""

    waits_for = forms.ChoiceField(label=_("For whom"), choices=WaitsFor.choices)
    reason = forms.CharField(label=_("For whom or what does it wait?"), max_length=300)


class PartForm(forms.Form):
    """What another unit is asked."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Unit"))
    question = forms.CharField(label=_("What is asked"), max_length=5000, widget=_area(3))
    due_on = forms.DateField(label=_("By when"), widget=_date())

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class GivePartForm(forms.Form):
    """What the unit says."""

    text = forms.CharField(label=_("What your unit says"), max_length=20_000, widget=_area(8))


class HandOverForm(forms.Form):
    """To which unit a case goes, and why."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Unit"))
    reason = forms.CharField(label=_("Why?"), max_length=300)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    """A remark for colleagues."""

    text = forms.CharField(
        label=_("Remark"),
        max_length=5000,
        widget=_area(2),
        help_text=_("Internal: never shown outside. Name colleagues with @ to tell them."),
    )


class InterestForm(forms.Form):
    """Who has an interest in a case: a person, or everybody of a unit."""

    person = forms.ModelChoiceField(queryset=Person.objects.none(), label=_("Person"), required=False)
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Or everybody of a unit"), required=False)
    reason = forms.CharField(label=_("Which interest"), max_length=300)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.order_by("path")  # type: ignore[attr-defined]


class OfficerForm(forms.Form):
    """Who handles a case."""

    officer = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Handled by"))

    def __init__(self, *args: Any, officers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["officer"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in officers]).select_related("person")
        field.label_from_instance = lambda user: user.get_full_name() or user.username


class BackForm(forms.Form):
    """Why a case goes back."""

    reason = forms.CharField(label=_("Why does it go back?"), max_length=300)


class ReopenForm(forms.Form):
    """Why a closed case goes on."""

    reason = forms.CharField(label=_("Why is it opened again?"), max_length=300)


class MergeForm(forms.Form):
    """Which case this one goes on as."""

    number = forms.IntegerField(label=_("Number of the other case"), min_value=1)


class NoteForm(forms.Form):
    """A question that came by telephone or mail, or from the press."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Unit"))
    origin = forms.ChoiceField(
        label=_("How it came in"),
        choices=[(Origin.PHONE.value, Origin.PHONE.label), (Origin.MAIL.value, Origin.MAIL.label)],
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL.value)
    text = forms.CharField(
        label=_("Question"), max_length=300, widget=_area(2), help_text=_("In one or two sentences, without names.")
    )
    detail = forms.CharField(label=_("What else was said"), required=False, max_length=5000, widget=_area(4))
    received_at = forms.DateTimeField(label=_("Came in at"), widget=_moment(), input_formats=["%Y-%m-%dT%H:%M"])
    outlet = forms.CharField(label=_("Newspaper, station or site"), required=False, max_length=200)
    wanted_by = forms.DateTimeField(
        label=_("Wanted by"), required=False, widget=_moment(), input_formats=["%Y-%m-%dT%H:%M"]
    )
    asker_name = forms.CharField(label=_("Who asked"), required=False, max_length=80)
    asker_email = forms.EmailField(label=_("E-mail address"), required=False)
    post_key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["received_at"].initial = timezone.localtime().strftime("%Y-%m-%dT%H:%M")


class TermsForm(forms.Form):
    """How long cases of a kind and urgency may take."""

    clock = forms.ChoiceField(label=_("Clock"), choices=Clock.choices)
    first = forms.IntegerField(label=_("First response within"), min_value=1, max_value=720)
    answer = forms.IntegerField(label=_("Answer within"), min_value=1, max_value=720)
    may_pause = forms.BooleanField(
        label=_("The clock may be stopped"), required=False, help_text=_("While somebody outside has to speak first.")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if (data.get("first") or 0) > (data.get("answer") or 0) and "answer" in data:
            self.add_error("answer", _("The answer cannot be due before the first response."))
        return data


class IncidentForm(forms.Form):
    """What happened, what was found, and what the look back showed."""

    what_happened = forms.CharField(label=_("What happened"), required=False, max_length=20_000, widget=_area(5))
    findings = forms.CharField(
        label=pgettext_lazy("an incident", "What was found"), required=False, max_length=20_000, widget=_area(5)
    )
    look_back_on = forms.DateField(label=_("Look back on"), required=False, widget=_date())
    outcome = forms.CharField(label=_("What the look back showed"), required=False, max_length=20_000, widget=_area(4))


class MembersForm(forms.Form):
    """Who works on an incident and may read it."""

    members = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(), label=_("Who works on it and may read it"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, users: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = users  # type: ignore[attr-defined]
        self.fields["members"].label_from_instance = lambda user: user.get_full_name() or user.username  # type: ignore[attr-defined]


class MeasureForm(forms.Form):
    """What is changed, by whom, until when."""

    text = forms.CharField(label=_("What is changed"), max_length=5000, widget=_area(2))
    owner = forms.ModelChoiceField(queryset=Person.objects.none(), label=_("Who does it"))
    due_on = forms.DateField(label=_("By when"), widget=_date())

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """What shows that a measure was done."""

    evidence = forms.CharField(label=_("What shows it"), max_length=5000, widget=_area(2))


def units_to_ask(case: Case) -> QuerySet[Unit]:
    """Every unit but the case's own."""
    return Unit.objects.exclude(pk=case.unit_id).order_by("path")
