"""The forms of feeds, watches and links; what they do is in actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.outside.addresses import address_problem
from scicomm.listening.models import Feed, Watch
from scicomm.listening.rules.parsing import FeedRefused, parse_feed
from scicomm.listening.rules.watches import terms
from scicomm.newsroom.models import Dossier

MOST_BYTES = 10 * 1024 * 1024


class FeedForm(forms.ModelForm):
    """A feed at an address; a new one may be a file instead, which is read at once to say what is wrong with it."""

    upload = forms.FileField(
        label=gettext_lazy("or a feed file"),
        required=False,
        help_text=gettext_lazy("RSS, Atom, RDF or JSON Feed, at most 10 MB. It is read once."),
    )

    class Meta:
        model = Feed
        fields = ["unit", "name", "address", "upload", "every_minutes", "is_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        if self.instance.pk:
            del self.fields["upload"]
            self.fields["unit"].disabled = True
            self.fields["address"].disabled = self.instance.is_file
            self.fields["address"].required = not self.instance.is_file

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        problem = address_problem(address) if address else None
        if problem:
            raise forms.ValidationError(problem)
        return address

    def clean_upload(self) -> Any:
        file = self.cleaned_data["upload"]
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        self.content: bytes = file.read()
        try:
            parse_feed(self.content)
        except FeedRefused as error:
            raise forms.ValidationError(str(error)) from None
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.instance.pk and bool(values.get("address")) == bool(values.get("upload")):
            raise forms.ValidationError(_("Give the address of the feed, or a file."))
        return values

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.cleaned_data.get("name"):
            source = self.cleaned_data.get("address") or getattr(self.cleaned_data.get("upload"), "name", "")
            self.cleaned_data["name"] = (self.instance.name if self.instance.pk else source or "")[:120]


class WatchForm(forms.ModelForm):
    """A standing query; its owner is whoever makes it."""

    class Meta:
        model = Watch
        fields = ["unit", "name", "any_words", "all_words", "none_words", "language", "is_on"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("any_words", "all_words", "none_words")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["unit"].disabled = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        written = [values.get("any_words", ""), values.get("all_words", "")]
        if any(written) and not any(terms(words) for words in written):
            raise forms.ValidationError(_("Give at least one word to look for."))
        return values


class LinkForm(forms.Form):
    """Which of our stories a mention speaks of; empty for none."""

    story = forms.ModelChoiceField(
        Dossier.objects.none(),
        label=gettext_lazy("Story"),
        required=False,
        empty_label=gettext_lazy("none of ours"),
        help_text=gettext_lazy("What you set here is not changed by the program any more."),
    )

    def __init__(self, *args: Any, stories: QuerySet[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["story"]
        field.queryset = stories.order_by("-published_at")
