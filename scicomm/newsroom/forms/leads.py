"""Forms of leads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.newsroom.enums import Public
from scicomm.newsroom.models import LeadAttachment
from scicomm.newsroom.rules import doi_in
from scicomm.newsroom.rules.files import KINDS
from scicomm.organisation.models import Person

LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
_MOMENT = "%Y-%m-%dT%H:%M"


class ManyFiles(forms.ClearableFileInput):
    """One field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what is wrong with one of them is said by the action that keeps them."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [file for file in (data if isinstance(data, list | tuple) else [data]) if file]


class LeadForm(forms.Form):
    """Two minutes from a phone: what it is, whose paper, files, when it may be told and to whom."""

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
    own_paper = forms.ModelChoiceField(
        label=_("Which paper of yours?"),
        queryset=Article.objects.none(),
        required=False,
        empty_label=_("None of these"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    paper = forms.CharField(
        label=_("DOI or link of the paper"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "url"}),
    )
    attachments = FilesField(
        label=_("Pictures, data, recordings"),
        help_text=_("Ten files of 20 MB at most. Only those who may read the lead can have them."),
        required=False,
        widget=ManyFiles(attrs={"class": "input", "accept": ",".join(f".{ending}" for ending in KINDS)}),
    )
    leave_out = forms.MultipleChoiceField(
        label=_("Leave out again"), required=False, widget=forms.CheckboxSelectMultiple
    )
    embargo_until = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        help_text=_("Only if the journal or you ask us to wait."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format=_MOMENT),
    )
    confidential_until = forms.DateTimeField(
        label=_("Please keep confidential until"),
        required=False,
        help_text=_("Until then only the editors of your own unit read it. You can end this yourself at any time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format=_MOMENT),
    )
    nothing_secret = forms.BooleanField(
        label=_("I have written nothing that may be secret"),
        error_messages={"required": _("Please confirm that nothing here may be secret.")},
    )
    post_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, person: Person | None = None, held: Iterable[LeadAttachment] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_key"].initial = uuid.uuid4
        mine = Article.objects.filter(authors__person=person) if person else Article.objects.none()
        papers: Any = self.fields["own_paper"]
        papers.queryset = mine.select_related("journal").distinct().order_by("-published_on")
        papers.label_from_instance = lambda article: article.title[:120]
        if person is None or not mine.exists():
            del self.fields["own_paper"]
        self.show_held(held)

    def show_held(self, held: Iterable[LeadAttachment]) -> None:
        """Offer to leave out files that have come in already."""
        choices = [(str(row.pk), row.name) for row in held]
        if choices:
            self.fields["leave_out"].choices = choices  # type: ignore[attr-defined]
        else:
            self.fields.pop("leave_out", None)

    def clean_embargo_until(self) -> Any:
        return self._to_come("embargo_until")

    def clean_confidential_until(self) -> Any:
        return self._to_come("confidential_until")

    def _to_come(self, name: str) -> Any:
        until = self.cleaned_data[name]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("This minute has passed already."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        doi = doi_in(cleaned.get("paper", ""))
        cleaned["article"] = (Article.objects.filter(doi=doi).first() if doi else None) or cleaned.get("own_paper")
        if cleaned.get("paper") and (cleaned["article"] is None or (doi and cleaned["article"].doi != doi)):
            # Not an error: a paper that is not in the house yet is still worth telling.
            cleaned["body"] = f"{cleaned.get('body', '')}\n{cleaned['paper']}".strip()
        return cleaned


class AcceptForm(forms.Form):
    """What a lead becomes: working title, angle, publics, languages, day."""

    title = forms.CharField(label=_("Working title"), max_length=300, widget=forms.TextInput(attrs={"class": "input"}))
    angle = forms.CharField(
        label=_("Angle"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "class": "input"})
    )
    publics = forms.MultipleChoiceField(
        label=_("Who is it for?"), required=False, choices=Public.choices, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.CharField(
        label=_("Who exactly?"), required=False, max_length=200, widget=forms.TextInput(attrs={"class": "input"})
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    planned_on = forms.DateField(
        label=_("Planned for"),
        help_text=_("An intention for the calendar. Nothing is released by it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )
