"""The form of a source that is fetched from an address (a feed may be a file instead)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.outside.addresses import address_problem
from scicomm.listening.forms.mentions import MOST_BYTES
from scicomm.listening.models import Feed, SourceKind
from scicomm.listening.rules.parsing import FeedRefused, parse_feed
from scicomm.listening.rules.sources.hashtags import hashtag_address
from scicomm.listening.rules.sources.mapped import FIELDS, problems_of

ADDRESS_KINDS = (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.HASHTAG, SourceKind.API)
_ADDRESS_WORDS = {
    SourceKind.FEED: gettext_lazy("An http or https address. Addresses inside our own network are refused."),
    SourceKind.SITEMAP: gettext_lazy(
        "The address of a news sitemap, of an index of sitemaps, or of a packed one (.xml.gz); it often stands in robots.txt."
    ),
    SourceKind.HASHTAG: gettext_lazy("Write the hashtag like #science@mastodon.example."),
    SourceKind.API: gettext_lazy(
        "The address that answers with JSON. A key belongs into the field for it, not in here."
    ),
}
_MAP_LABELS: dict[str, tuple[Any, Any]] = {
    "items": (
        gettext_lazy("Where the items stand"),
        gettext_lazy("A path like data.list[*]. “Try it” shows what there is."),
    ),
    "url": (
        gettext_lazy("Address of an item"),
        gettext_lazy("A path inside an item, or words around one: https://site.example/item/{id}"),
    ),
    "title": (
        gettext_lazy("Title"),
        gettext_lazy("A path like title, or title | headline: the first that gives something."),
    ),
    "date": (gettext_lazy("Date"), gettext_lazy("ISO, Chinese or e-mail dates, or seconds since 1970.")),
    "text": (gettext_lazy("Text"), gettext_lazy("Plain or HTML. Do not name a field that holds the name of a writer.")),
    "language": (gettext_lazy("Language"), ""),
    "next": (gettext_lazy("Address of the next page"), gettext_lazy("At most five pages are read at once.")),
}


class FeedForm(forms.ModelForm):
    """A source at an address; a new feed may be a file instead, which is read at once to say what is wrong with it."""

    upload = forms.FileField(
        label=gettext_lazy("or a feed file"),
        required=False,
        help_text=gettext_lazy("RSS, Atom, RDF or JSON Feed, at most 10 MB. It is read once, and not kept."),
    )
    header = forms.CharField(
        label=gettext_lazy("Key of the interface"),
        required=False,
        max_length=1000,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("A line like Authorization: Bearer abc123. It is kept sealed and never shown again."),
    )

    class Meta:
        model = Feed
        fields = [
            "unit", "kind", "name", "address", "upload", "source_class", "labels", "header", "is_adaptive", "every_minutes",
            "shortest_minutes", "longest_minutes", "fetch_pages", "is_on",
        ]  # fmt: skip
        widgets = {"kind": forms.HiddenInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["kind"].required = False
        self.kind = self._kind()
        self._usual()
        if self.kind == SourceKind.API:
            self._add_mapping()
        else:
            del self.fields["header"]
        if self.instance.pk:
            del self.fields["upload"]
            self.fields["unit"].disabled = True
            self.fields["kind"].disabled = True
            self.fields["address"].disabled = self.instance.is_file
            self.fields["address"].required = not self.instance.is_file
        elif self.kind != SourceKind.FEED:
            del self.fields["upload"]
            self.fields["address"].required = True
        if self.kind in _ADDRESS_WORDS:
            self.fields["address"].help_text = _ADDRESS_WORDS[self.kind]

    def _kind(self) -> SourceKind:
        if self.instance.pk:
            return SourceKind(self.instance.kind)
        wanted = str(self.data.get(self.add_prefix("kind")) or self.initial.get("kind") or "")
        kind = SourceKind(wanted) if wanted in ADDRESS_KINDS else SourceKind.FEED
        self.initial["kind"] = kind.value
        return kind

    def _usual(self) -> None:
        """What is left out has its usual value: a form of an older page goes on working."""
        for name in ("source_class", "every_minutes", "shortest_minutes", "longest_minutes"):
            self.fields[name].required = False
        if self.kind == SourceKind.HASHTAG:
            self.fields["address"] = forms.CharField(label=gettext_lazy("hashtag"), max_length=1000)

    def _add_mapping(self) -> None:
        for name in FIELDS:
            label, words = _MAP_LABELS[name]
            self.fields[f"map_{name}"] = forms.CharField(
                label=label,
                help_text=words,
                required=False,
                max_length=500,
                initial=self.instance.mapping.get(name, ""),
                widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
            )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if self.kind == SourceKind.HASHTAG:
            found = hashtag_address(address)
            if found is None:
                raise forms.ValidationError(_("Write the hashtag like #science@mastodon.example."))
            address = found
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
        for name in ("source_class", "every_minutes", "shortest_minutes", "longest_minutes"):
            if name in values and not values[name]:
                values[name] = getattr(self.instance, name)
        values["kind"] = self.kind
        if values.get("shortest_minutes", 5) > values.get("longest_minutes", 10080):
            self.add_error("longest_minutes", _("The longest time is shorter than the shortest."))
        if self.kind == SourceKind.API:
            values["mapping"] = self.mapping
            for name, words in problems_of(self.mapping).items():
                self.add_error(f"map_{name}", words)
        if "upload" in self.fields and not self.errors and bool(values.get("address")) == bool(values.get("upload")):
            raise forms.ValidationError(_("Give the address of the feed, or a file."))
        return values

    @property
    def mapping(self) -> dict[str, str]:
        """The mapping as it was written, empty fields left out."""
        written = {name: str(self.cleaned_data.get(f"map_{name}") or "").strip() for name in FIELDS}
        return {name: value for name, value in written.items() if value}

    def refuse(self, error: ValidationError) -> None:
        """Puts what an action refused beside the fields that the form has."""
        for name, words in getattr(error, "message_dict", {None: error.messages}).items():
            for word in words:
                self.add_error(name if name in self.fields else None, word)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.cleaned_data.get("name"):
            source = self.cleaned_data.get("address") or getattr(self.cleaned_data.get("upload"), "name", "")
            self.cleaned_data["name"] = (self.initial.get("name") or source or "")[:120]
