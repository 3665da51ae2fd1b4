"""Forms of review: the decision with marks on passages, the scientist's link, the rapid lane."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scicomm.newsroom.actions import MarkMade
from scicomm.newsroom.queries import Passage
from scicomm.newsroom.rules.passages import find_quote
from scicomm.organisation.models import Person

LONGEST_QUOTE = 500
LONGEST_COMMENT = 2000


class DecisionForm(forms.Form):
    """A decision on the revision that was on the screen; the step says which one, so that whoever comes second is told."""

    note = forms.CharField(
        label=pgettext_lazy("review", "Comment"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    step = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class MarkRow:
    """One passage with what was typed beside it."""

    passage: Passage
    quote: str = ""
    comment: str = ""
    error: str = ""


class MarksForm:
    """Marks as they were posted: `quote-<passage>` and `comment-<passage>`. Quoted words must stand in the passage."""

    def __init__(self, passages: Iterable[Passage], data: QueryDict | None = None) -> None:
        self.rows = [self._row(passage, data) for passage in passages]

    @staticmethod
    def _row(passage: Passage, data: QueryDict | None) -> MarkRow:
        if data is None:
            return MarkRow(passage)
        quote = data.get(f"quote-{passage.key}", "").strip()
        comment = data.get(f"comment-{passage.key}", "").strip()
        error = ""
        if quote and not comment:
            error = _("Say what should be done with these words.")
        elif quote and find_quote(passage.text, quote) is None:
            error = _("These words do not stand in this passage.")
        elif len(quote) > LONGEST_QUOTE or len(comment) > LONGEST_COMMENT:
            error = _("This is too long: 500 characters of the text and 2,000 of comment at most.")
        return MarkRow(passage, quote, comment, error)

    def is_valid(self) -> bool:
        return not any(row.error for row in self.rows)

    @property
    def errors(self) -> list[MarkRow]:
        return [row for row in self.rows if row.error]

    @property
    def marks(self) -> list[MarkMade]:
        """What was marked, in the order of the text."""
        return [
            MarkMade(
                row.passage.key, row.quote, row.comment, find_quote(row.passage.text, row.quote) if row.quote else None
            )
            for row in self.rows
            if row.comment
        ]


LANGUAGES = (("zh-hans", gettext_lazy("Chinese")), ("en", gettext_lazy("English")))


class AskForm(forms.Form):
    """Who signs by link: one of the paper's authors or experts, or a name and an address."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who was the work done by?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("somebody else, written below"),
        widget=forms.Select(attrs={"class": "select"}),
    )
    called = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=120, widget=forms.TextInput(attrs={"class": "input"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("Empty: the address the person has in the house."),
        widget=forms.EmailInput(attrs={"class": "input"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the page"), choices=LANGUAGES, widget=forms.Select(attrs={"class": "select"})
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valid for, in days"),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], language: str = "zh-hans", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["language"].initial = language
        self.fields["days"].initial = settings.SCICOMM_SIGN_LINK_DAYS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person = cleaned.get("person")
        if person is None and not (cleaned.get("called") and cleaned.get("email")) and "email" not in self.errors:
            raise forms.ValidationError(_("Choose a person, or write a name and an e-mail address."))
        if person is not None and not (cleaned.get("email") or person.email):
            self.add_error("email", _("The house has no address of this person: write one here."))
        return cleaned
