"""Forms of topics, their coverages and sources."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.newsroom.enums import MOVES, CoverageKind, CoverageState, Profile, TopicState
from scicomm.newsroom.forms.leads import LANGUAGES, AcceptForm
from scicomm.newsroom.models import ImportantDate, Topic
from scicomm.newsroom.rules import doi_in
from scicomm.organisation.models import Person, Unit, User

_INPUT = {"class": "input"}
_DAY = {"type": "date", "class": "input"}


class StartForm(forms.Form):
    """In which language a story is begun, and as what kind of piece."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")], widget=forms.RadioSelect
    )
    profile = forms.ChoiceField(
        label=_("Kind of piece"),
        choices=Profile.choices,
        initial=Profile.NEWS,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )


class TopicForm(AcceptForm):
    """The whole plan of a topic. `seen` is the count of changes it was made of."""

    planned_until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    paper = forms.CharField(
        label=_("DOI of a paper of the house"), required=False, max_length=300, widget=forms.TextInput(attrs=_INPUT)
    )
    important_date = forms.ModelChoiceField(
        label=_("Important date"),
        queryset=ImportantDate.objects.none(),
        required=False,
        widget=forms.Select(attrs=_INPUT),
    )
    editor = forms.ModelChoiceField(
        label=_("Editor"), queryset=User.objects.none(), required=False, widget=forms.Select(attrs=_INPUT)
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, dates: QuerySet[ImportantDate], editors: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dated: Any = self.fields["important_date"]
        edited: Any = self.fields["editor"]
        dated.queryset, edited.queryset = dates, editors
        edited.label_from_instance = lambda user: user.get_full_name()

    def clean_paper(self) -> str:
        doi = doi_in(self.cleaned_data["paper"])
        if self.cleaned_data["paper"].strip() and not doi:
            raise forms.ValidationError(_("This is no DOI. It looks like 10.5555/abc.123."))
        if doi and not Article.objects.filter(doi=doi).exists():
            raise forms.ValidationError(_("This paper is not in the house. Add it as a link among the sources."))
        return doi

    @property
    def values(self) -> dict[str, Any]:
        """The plan as the actions take it."""
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"paper", "seen", "unit", "post_key"}
        }
        doi = self.cleaned_data["paper"]
        return {**kept, "article": Article.objects.filter(doi=doi).first() if doi else None}


class NewTopicForm(TopicForm):
    """A topic without a lead: the plan, and in which unit."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), to_field_name="slug", widget=forms.Select(attrs=_INPUT)
    )
    post_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("title", "unit")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_key"].initial = uuid.uuid4
        chosen: Any = self.fields["unit"]
        chosen.queryset = units
        if len(units) == 1:
            chosen.initial, chosen.empty_label = units[0].slug, None


class MoveForm(forms.Form):
    """Where a topic goes next, and why where it is dropped."""

    state = forms.ChoiceField(label=_("It is now"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Needed where it is dropped."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["state"]
        choices.choices = [(state, TopicState(state).label) for state in MOVES[topic.state]]


class CoverageForm(forms.Form):
    """One coverage: form, what exactly, who, until when."""

    kind = forms.ChoiceField(label=_("Form"), choices=CoverageKind.choices, widget=forms.Select(attrs=_INPUT))
    note = forms.CharField(
        label=_("What exactly"), required=False, max_length=300, widget=forms.TextInput(attrs=_INPUT)
    )
    person = forms.ModelChoiceField(
        label=_("Who"), queryset=Person.objects.none(), required=False, widget=forms.Select(attrs=_INPUT)
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["person"]
        who.queryset = people
        who.label_from_instance = lambda person: f"{person.name} · {person.unit.short_name}"


class CoverageStateForm(forms.Form):
    """How far a coverage is."""

    state = forms.ChoiceField(label=_("It is now"), choices=CoverageState.choices)


class SourceForm(forms.Form):
    """What a topic stands on: pasted as a DOI, an address of the desk or of elsewhere, or chosen from the unit's resources."""

    source = forms.CharField(
        label=_("DOI or address"),
        help_text=_("A DOI, the address of a lead on the desk, or a link."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=_INPUT),
    )
    asset = forms.ChoiceField(
        label=_("Or an image resource of the unit"), required=False, widget=forms.Select(attrs=_INPUT)
    )
    label = forms.CharField(label=_("What it is"), required=False, max_length=200, widget=forms.TextInput(attrs=_INPUT))

    def __init__(self, *args: Any, assets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["asset"]
        choices.choices = [("", "—"), *assets]
        if not assets:
            del self.fields["asset"]


__all__ = [
    "LANGUAGES",
    "CoverageForm",
    "CoverageStateForm",
    "MoveForm",
    "NewTopicForm",
    "SourceForm",
    "StartForm",
    "TopicForm",
]
