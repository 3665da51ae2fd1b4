"""Writing, correcting and reviewing an answer: each form of answer asks for what it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import Subject
from scicomm.responses.forms.statements import _area, _line
from scicomm.responses.models import Answer, Case, Knowledge, Verdict
from scicomm.responses.models import AnswerForm as Forms
from scicomm.responses.rules import (
    MOST_PAIRS,
    read_numbers,
    read_sources,
    restored,
    typed,
    write_numbers,
    write_sources,
)

# The fields that only some forms of an answer have.
ONLY: dict[str, frozenset[str]] = {
    "claim_zh": frozenset({Forms.FACTCHECK}),
    "claim_en": frozenset({Forms.FACTCHECK}),
    "appearances": frozenset({Forms.FACTCHECK}),
    "sure_zh": frozenset({Forms.FACTSHEET}),
    "sure_en": frozenset({Forms.FACTSHEET}),
    "numbers_zh": frozenset({Forms.FACTSHEET}),
    "numbers_en": frozenset({Forms.FACTSHEET}),
}
_PAIR = re.compile(r"(?:^|-)pair_([0-9]{1,2})_question_zh$")
_PLAIN = (
    "question_zh", "question_en", "summary_zh", "summary_en", "not_known_zh", "not_known_en", "verdict", "form", "knowledge",
    "claim_zh", "claim_en", "sure_zh", "sure_en", "subject", "as_of",
)  # fmt: skip


class AnswerForm(forms.Form):
    """The answer as it will stand on its page: Chinese always, English where there is one."""

    form = forms.ChoiceField(
        label=_("Form of the answer"),
        choices=Forms.choices,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        help_text=_("Choose and save: the page then asks for what this form needs. The form may change later."),
    )
    knowledge = forms.ChoiceField(
        label=_("How much is known"),
        choices=Knowledge.choices,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
        help_text=_("Readers see it in words above the answer."),
    )
    claim_zh = forms.CharField(
        label=_("The claim, in Chinese"),
        required=False,
        max_length=500,
        widget=_area(2, lang="zh"),
        help_text=_("As it is told, in the words of those who tell it."),
    )
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
    sure_zh = forms.CharField(
        label=_("How sure we are, in Chinese"), required=False, max_length=4000, widget=_area(3, lang="zh")
    )
    numbers_zh = forms.CharField(
        label=_("Numbers, in Chinese"),
        required=False,
        max_length=4000,
        widget=_area(4, lang="zh"),
        help_text=_("One a line: the number with its unit, a colon, what it counts."),
    )
    not_known_zh = forms.CharField(
        label=_("What we do not know, in Chinese"), required=False, max_length=4000, widget=_area(3, lang="zh")
    )
    claim_en = forms.CharField(
        label=_("The claim, in English"), required=False, max_length=500, widget=_area(2, lang="en")
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
    sure_en = forms.CharField(
        label=_("How sure we are, in English"), required=False, max_length=4000, widget=_area(3, lang="en")
    )
    numbers_en = forms.CharField(
        label=_("Numbers, in English"), required=False, max_length=4000, widget=_area(4, lang="en")
    )
    not_known_en = forms.CharField(
        label=_("What we do not know, in English"), required=False, max_length=4000, widget=_area(3, lang="en")
    )
    appearances = forms.CharField(
        label=_("Where the claim was met"),
        required=False,
        max_length=8000,
        widget=_area(3),
        help_text=_("One a line: the outlet and the day, then the address. Search engines read it."),
    )
    sources = forms.CharField(
        label=_("Sources"),
        required=False,
        max_length=8000,
        widget=_area(4),
        help_text=_("One a line: what it is, then its address."),
    )
    as_of = forms.DateField(
        label=_("State of"), required=False, widget=forms.DateInput(attrs={"class": "input", "type": "date"})
    )
    subject = forms.ChoiceField(label=_("Subject"), required=False, widget=forms.Select(attrs={"class": "input"}))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Subject.objects.filter(is_active=True, parent=None).order_by("code")
        self.fields["subject"].choices = [  # type: ignore[attr-defined]
            ("", gettext("none in particular")), *((row.code, row.name) for row in rows)
        ]  # fmt: skip
        # A form that was changed on the screen is saved with the fields that stood there.
        shown = str(self.initial.get("form") or Forms.QA)
        for name, kinds in ONLY.items():
            asked = self.is_bound and self.add_prefix(name) in self.data
            if shown not in kinds and not asked:
                del self.fields[name]
        if shown == Forms.QA or self._pairs_in_data():
            self._add_pairs()

    def _pairs_in_data(self) -> int:
        numbers = [int(found[1]) for name in self.data if (found := _PAIR.search(name))]
        return min(max(numbers, default=-1) + 1, MOST_PAIRS)

    def _add_pairs(self) -> None:
        """The further questions there are, and one empty place more."""
        known: list[Mapping[str, str]] = self.initial.get("pairs") or []
        count = self._pairs_in_data() if self.is_bound else min(len(known) + 1, MOST_PAIRS)
        for number in range(count):
            old = known[number] if number < len(known) else {}
            for name, label, field, size in (
                ("question_zh", _("Further question %(number)s, in Chinese"), _line(lang="zh"), 300),
                ("answer_zh", _("Its answer, in Chinese"), _area(4, lang="zh"), 20_000),
                ("question_en", _("Further question %(number)s, in English"), _line(lang="en"), 300),
                ("answer_en", _("Its answer, in English"), _area(4, lang="en"), 20_000),
            ):
                value = old.get(name, "")
                self.fields[f"pair_{number}_{name}"] = forms.CharField(
                    label=label % {"number": number + 1}, required=False, max_length=size, widget=field,
                    initial=typed(value) if name.startswith("answer") else value,
                )  # fmt: skip

    def clean_sources(self) -> list[dict[str, str]]:
        return read_sources(self.cleaned_data["sources"])

    def clean_appearances(self) -> list[dict[str, str]]:
        return read_sources(self.cleaned_data["appearances"])

    def clean_numbers_zh(self) -> list[dict[str, str]]:
        return read_numbers(self.cleaned_data["numbers_zh"])

    def clean_numbers_en(self) -> list[dict[str, str]]:
        return read_numbers(self.cleaned_data["numbers_en"])

    @property
    def values(self) -> dict[str, Any]:
        """What `draft_answer` takes. What was not on the screen is left as it is."""
        found = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"seen", "why_zh", "why_en"}
            and not name.startswith("pair_")
            and self.add_prefix(name) in self.data
        }
        for name in ("form", "knowledge"):
            if not found.get(name, "-"):
                del found[name]
        if any(name.startswith("pair_") for name in self.fields):
            found["pairs"] = self._pairs()
        return found

    def _pairs(self) -> list[dict[str, str]]:
        found = []
        for number in range(MOST_PAIRS):
            names = ("question_zh", "answer_zh", "question_en", "answer_en")
            pair = {name: self.cleaned_data.get(f"pair_{number}_{name}", "") for name in names}
            if any(pair.values()):
                found.append(pair)
        return found

    @staticmethod
    def initial_of(content: Mapping[str, Any], seen: str) -> dict[str, Any]:
        """What the form shows of a text."""
        whole = restored(content)
        return {
            **{name: whole[name] for name in _PLAIN},
            "body_zh": typed(whole["body_zh"]),
            "body_en": typed(whole["body_en"]),
            "sources": write_sources(whole["sources"]),
            "appearances": write_sources(whole["appearances"]),
            "numbers_zh": write_numbers(whole["numbers_zh"]),
            "numbers_en": write_numbers(whole["numbers_en"]),
            "pairs": whole["pairs"],
            "seen": seen,
        }

    @staticmethod
    def initial_for(case: Case, answer: Answer | None) -> dict[str, Any]:
        """The answer as it stands, or a first one from the claim or the question, where its words may be shown."""
        if answer:
            return AnswerForm.initial_of(answer.content, answer.changed_at.isoformat())
        found: dict[str, Any] = {}
        question = case.question
        if question and question.is_public_ok:
            found["question_en" if question.language == "en" else "question_zh"] = case.title
        if case.claim:
            found |= {"form": Forms.FACTCHECK, "verdict": Verdict.UNPROVEN, "appearances": _met(case)}
            found["claim_en" if case.claim.language == "en" else "claim_zh"] = case.claim.text
        return found


def _met(case: Case) -> str:
    """Where listening met the claim: outlets and days, the newest five."""
    copies = case.claim.claim_copies.select_related("mention").order_by("-pk")[:5] if case.claim else []
    lines = []
    for copy in copies:
        day = copy.mention.published_at or copy.mention.found_at
        lines.append(f"{copy.mention.source} {day:%Y-%m-%d} {copy.mention.url}")
    return "\n".join(lines)


class ReworkForm(AnswerForm):
    """A new text of a public answer, and what readers are told about the change."""

    why_zh = forms.CharField(
        label=_("What changed and why, in Chinese"),
        required=False,
        max_length=600,
        widget=_area(3, lang="zh"),
        help_text=_("Readers see it above the answer, with the day; the old text stays to be read."),
    )
    why_en = forms.CharField(
        label=_("What changed and why, in English"), required=False, max_length=600, widget=_area(3, lang="en")
    )
    field_order = ["why_zh", "why_en"]


class ReviewForm(forms.Form):
    """A reviewer's decision; `seen` tells which text was on the screen."""

    note = forms.CharField(label=pgettext_lazy("review", "Comment"), required=False, max_length=5000, widget=_area(4))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why an answer, or an expert's words, are taken back."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=2000,
        widget=_area(3),
        help_text=_("Readers see it at the address where the answer stood."),
        error_messages={"required": _("Say to readers why the answer is withdrawn.")},
    )
