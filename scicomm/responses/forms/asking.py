"""The public form of a question."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scicomm.responses.forms.statements import _area, _line


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

    @property
    def words(self) -> str:
        """What is asked, for comparing it with what is answered."""
        return str(self.cleaned_data.get("text", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("email") and not cleaned.get("consent"):
            self.add_error("consent", _("Tick this so that we may keep your address, or leave the address out."))
        return cleaned
