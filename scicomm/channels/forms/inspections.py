"""Forms of the yearly inspection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import InspectionState
from scicomm.channels.forms.fields import choice_field, count_field, day_field, long_field
from scicomm.channels.models import Inspection
from scicomm.channels.rules.inspections import ANSWERS
from scicomm.core.text import pick


class RoundForm(forms.Form):
    """Opening the inspection of a year."""

    year = count_field(_("Year"), min_value=2000, max_value=2100, initial=lambda: timezone.localdate().year)
    hand_in_by = day_field(_("Units hand in by"))
    review_by = day_field(_("Branches review by"))
    decide_by = day_field(_("The academy decides by"))


class SelfCheckForm(forms.Form):
    """A unit's answers about one outlet: a field for each question of the round, and one for words beside it."""

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(inspection.round.questions)
        for question in self.questions:
            code, given = question["code"], inspection.answers.get(question["code"], {})
            self.fields[f"answer__{code}"] = forms.ChoiceField(
                label=pick(question["zh"], question["en"]),
                choices=list(ANSWERS.items()),
                required=False,
                widget=forms.RadioSelect,
                initial=given.get("answer"),
            )
            self.fields[f"words__{code}"] = forms.CharField(
                label=_("Words to it"),
                required=False,
                max_length=1000,
                initial=given.get("words"),
                widget=forms.TextInput(attrs={"class": "input"}),
            )
        self.fields["own_words"] = long_field(_("Anything else"), required=False, initial=inspection.own_words)

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        """The answers as the action takes them."""
        return {
            question["code"]: {
                "answer": self.cleaned_data.get(f"answer__{question['code']}", ""),
                "words": self.cleaned_data.get(f"words__{question['code']}", ""),
            }
            for question in self.questions
        }


class ReviewForm(forms.Form):
    """The branch's words."""

    words = long_field(_("What the reviewer says"), required=False, help_text=_("Needed where it is returned."))


class DecideForm(forms.Form):
    """The academy's decision."""

    decision = choice_field(
        _("Decision"),
        [
            (state.value, state.label)
            for state in (InspectionState.PASSED, InspectionState.TO_MEND, InspectionState.SUSPENDED)
        ],
    )
    mend_by = day_field(_("To be mended by"), required=False, help_text=_("Only where something is to be mended."))
    words = long_field(_("What the academy says"), required=False)


class MendedForm(forms.Form):
    """What a unit mended."""

    words = long_field(_("What was mended"))
