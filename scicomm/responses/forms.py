"""The forms of the responses room; what they ask for is checked here, what follows is decided in actions."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.organisation.models import Person
from scicomm.responses.models import Answer, Case, Verdict
from scicomm.responses.rules import read_sources, typed, write_sources


def _area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "input", **attrs})


def _line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", **attrs})


class AskForm(forms.Form):
    """A question from a reader: two lines are enough; who asks is theirs to say."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=300,
        widget=_area(3),
        help_text=_("In one or two sentences, as you would ask a neighbour who knows."),
        error_messages={"required": _("Write your question; one sentence is enough.")},
    )
    detail = forms.CharField(
        label=_("Where did you meet it? Anything else?"),
        required=False,
        max_length=5000,
        widget=_area(4),
        help_text=_(
            "A link, a video, what a friend said. No telephone numbers or addresses, please: yours or others'."
        ),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want us to tell you when the answer is there: one mail, no newsletter."),
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={"invalid": _("An address looks like name@example.org.")},
    )
    name = forms.CharField(
        label=_("How may we address you?"),
        required=False,
        max_length=80,
        help_text=_("For that mail only. A made-up name will do. It is never published."),
        widget=_line(autocomplete="nickname"),
    )
    is_public_ok = forms.BooleanField(
        label=_("You may show my question, in these words, with the answer"), required=False, initial=True
    )
    consent = forms.BooleanField(label=_("Keep my address until I have been told, as described above"), required=False)
    about = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    post_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # People never see this field; programs that fill every field do.
    website = forms.CharField(required=False, widget=_line(tabindex="-1", autocomplete="off"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_key"].initial = uuid.uuid4

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled the field that people do not see."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("email") and not cleaned.get("consent"):
            self.add_error("consent", _("Tick this so that we may keep your address, or leave the address out."))
        return cleaned


class AssignForm(forms.Form):
    """To whom a case is given: somebody suggested, or any person who answers the public."""

    expert = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Somebody else"), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_expert=True) | Person.objects.filter(authorships__isnull=False)
        self.fields["expert"].queryset = people.distinct().select_related("unit")  # type: ignore[attr-defined]
        self.fields["expert"].label_from_instance = (  # type: ignore[attr-defined]
            lambda person: f"{person.name} · {person.unit.short_name}"
        )


class StatementForm(forms.Form):
    """An expert's words, and what binds them to the matter: said, or said that there is nothing."""

    text = forms.CharField(label=_("In the expert's words"), max_length=6000, widget=_area(6))
    conflict_of_interest = forms.CharField(
        label=_("Conflict of interest"),
        required=False,
        max_length=500,
        widget=_line(),
        help_text=_("For example: wrote the paper; advises the company; none of these."),
    )
    no_conflict = forms.BooleanField(label=_("There is no conflict of interest"), required=False)
    confirmed = forms.BooleanField(label=_("The expert has confirmed this wording"), required=False)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            # Who writes it themselves has confirmed it by doing so.
            del self.fields["confirmed"]
            self.fields["text"].label = _("In your own words")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told, none = bool(cleaned.get("conflict_of_interest")), bool(cleaned.get("no_conflict"))
        if told == none:
            self.add_error("conflict_of_interest", _("Say what it is, or tick that there is none: one of the two."))
        return cleaned


class AnswerForm(forms.Form):
    """The answer as it will stand on its page: Chinese always, English where there is one."""

    question_zh = forms.CharField(
        label=_("Question, in Chinese"), required=False, max_length=300, widget=_line(lang="zh")
    )
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=Verdict.choices,
        initial=Verdict.EXPLAINED,
        widget=forms.RadioSelect,
        help_text=_("“Explained” is for a question that claims nothing."),
    )
    summary_zh = forms.CharField(
        label=_("In one sentence, in Chinese"), required=False, max_length=400, widget=_area(2, lang="zh")
    )
    body_zh = forms.CharField(
        label=_("Answer, in Chinese"),
        required=False,
        max_length=40_000,
        widget=_area(10, lang="zh"),
        help_text=_("An empty line begins a new paragraph. Links, lists and emphasis may be written as HTML."),
    )
    not_known_zh = forms.CharField(
        label=_("What we do not know, in Chinese"), required=False, max_length=4000, widget=_area(3, lang="zh")
    )
    question_en = forms.CharField(
        label=_("Question, in English"), required=False, max_length=300, widget=_line(lang="en")
    )
    summary_en = forms.CharField(
        label=_("In one sentence, in English"), required=False, max_length=400, widget=_area(2, lang="en")
    )
    body_en = forms.CharField(
        label=_("Answer, in English"), required=False, max_length=40_000, widget=_area(8, lang="en")
    )
    not_known_en = forms.CharField(
        label=_("What we do not know, in English"), required=False, max_length=4000, widget=_area(3, lang="en")
    )
    sources = forms.CharField(
        label=_("Sources"),
        required=False,
        max_length=8000,
        widget=_area(4),
        help_text=_("One a line: what it is, then its address."),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_sources(self) -> list[dict[str, str]]:
        return read_sources(self.cleaned_data["sources"])

    @property
    def values(self) -> dict[str, Any]:
        """What `draft_answer` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @staticmethod
    def initial_for(case: Case, answer: Answer | None) -> dict[str, Any]:
        """The answer as it stands, or a first one from the question, where its words may be shown."""
        if answer:
            names = (
                "question_zh",
                "question_en",
                "summary_zh",
                "summary_en",
                "not_known_zh",
                "not_known_en",
                "verdict",
            )
            return {
                **{name: getattr(answer, name) for name in names},
                "body_zh": typed(answer.body_zh),
                "body_en": typed(answer.body_en),
                "sources": write_sources(answer.sources),
                "seen": answer.changed_at.isoformat(),
            }
        question = case.question
        if question and question.is_public_ok:
            return {"question_en" if question.language == "en" else "question_zh": case.title}
        return {}


class ReviewForm(forms.Form):
    """A reviewer's decision; `seen` tells which text was on the screen."""

    note = forms.CharField(label=pgettext_lazy("review", "Comment"), required=False, max_length=5000, widget=_area(4))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """Why a case ends without a public answer."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=_area(3),
        help_text=_("For colleagues and the statistics. No names, please."),
        error_messages={"required": _("Say why the case is closed.")},
    )
