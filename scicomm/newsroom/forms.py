"""The forms of the newsroom; what they ask for is checked here, what follows is decided in actions."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.journals.models import Article
from scicomm.newsroom.rules import doi_in
from scicomm.organisation.models import Person


class LeadForm(forms.Form):
    """Two minutes from a phone: what it is, whose paper, when it may be told."""

    title = forms.CharField(
        label=_("What is it, in one line?"),
        help_text=_("As you would tell a colleague from the next lab."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    body = forms.CharField(
        label=_("Anything else we should know"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )
    paper = forms.CharField(
        label=_("DOI or link of the paper"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "url"}),
    )
    embargo_until = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        help_text=_("Only if the journal or you ask us to wait."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M"),
    )
    nothing_secret = forms.BooleanField(
        label=_("I have written nothing that may be secret"),
        error_messages={"required": _("Please confirm that nothing here may be secret.")},
    )
    post_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_key"].initial = uuid.uuid4

    def clean_embargo_until(self) -> Any:
        until = self.cleaned_data["embargo_until"]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("This minute has passed already."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        doi = doi_in(cleaned.get("paper", ""))
        cleaned["article"] = Article.objects.filter(doi=doi).first() if doi else None
        if cleaned.get("paper") and cleaned["article"] is None:
            # Not an error: a paper that is not in the house yet is still worth telling.
            cleaned["body"] = f"{cleaned.get('body', '')}\n{cleaned['paper']}".strip()
        return cleaned


class AcceptForm(forms.Form):
    """What a lead becomes: working title, angle, audience, day."""

    title = forms.CharField(label=_("Working title"), max_length=300, widget=forms.TextInput(attrs={"class": "input"}))
    angle = forms.CharField(
        label=_("Angle"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "class": "input"})
    )
    audience = forms.CharField(
        label=_("Who is it for?"), required=False, max_length=200, widget=forms.TextInput(attrs={"class": "input"})
    )
    planned_on = forms.DateField(
        label=_("Planned for"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "input"})
    )


class ReasonForm(forms.Form):
    """One text that says why."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "class": "input"})
    )


class AcknowledgeForm(forms.Form):
    """How a notice about the story's paper was dealt with; `seen` is the notice that was on the screen."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What was done?"),
        help_text=_("Or why nothing need be done. Readers do not see it; the notice stays on the story."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )


class SubmitForm(forms.Form):
    """Sending into review; for a public story, what readers will be told about the correction."""

    correction_note = forms.CharField(
        label=_("What was corrected?"),
        help_text=_("Readers see this sentence with the date."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )


class ExpertsForm(forms.Form):
    """Who can speak on the story."""

    experts = forms.ModelMultipleChoiceField(
        label=_("Experts"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].queryset = people  # type: ignore[attr-defined]


class StartForm(forms.Form):
    """In which language a story is begun."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")], widget=forms.RadioSelect
    )


class ReviewForm(forms.Form):
    """A reviewer's decision; the step says which one was on the screen, so that a second reviewer is told."""

    note = forms.CharField(
        label=pgettext_lazy("review", "Comment"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )
    step = forms.CharField(widget=forms.HiddenInput)


class EmbargoForm(forms.Form):
    """The minute before which nobody outside sees the story; empty lifts it."""

    until = forms.DateTimeField(
        label=_("Embargo until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M"),
    )
