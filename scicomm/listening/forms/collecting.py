"""Forms of what is handed in (lists, tables, addresses), of the terms of keeping, and of our own outlets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.listening.models import SourceClass
from scicomm.listening.rules.parsing import FeedRefused
from scicomm.listening.rules.retention import LONGEST_DAYS, SHORTEST_DAYS, Kept
from scicomm.listening.rules.sources.opml import ParsedList, parse_opml
from scicomm.listening.rules.sources.tables import COLUMNS, ENCODINGS, Table
from scicomm.organisation.models import Unit

MOST_TABLE_BYTES = 20 * 1024 * 1024
MOST_OPML_BYTES = 5 * 1024 * 1024


class _ForUnit(forms.Form):
    """A form of a unit the user listens for, and of who speaks."""

    unit = forms.ModelChoiceField(label=gettext_lazy("unit"), queryset=Unit.objects.none())
    source_class = forms.ChoiceField(label=gettext_lazy("who speaks"), choices=SourceClass.choices)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = units
        first = units.first()
        self.initial.setdefault("unit", first.pk if first else None)


class OpmlForm(_ForUnit):
    """A list of feeds; what its folders do not tell of who speaks is said here."""

    upload = forms.FileField(
        label=gettext_lazy("OPML file"), help_text=gettext_lazy("As feed readers export it, at most 5 MB.")
    )
    field_order = ("upload", "unit", "source_class")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_class"].help_text = _("For feeds whose folder does not tell it.")

    def clean_upload(self) -> Any:
        file = self.cleaned_data["upload"]
        if file.size > MOST_OPML_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        try:
            self.found: ParsedList = parse_opml(file.read())
        except FeedRefused as error:
            raise forms.ValidationError(str(error)) from None
        return file


class TableForm(_ForUnit):
    """A table of a monitoring service."""

    upload = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV, TSV or xlsx, at most 20 MB. It is given up when its rows have been taken in."),
    )
    name = forms.CharField(label=gettext_lazy("name"), max_length=120, required=False)
    field_order = ("upload", "name", "unit", "source_class")

    def clean_upload(self) -> Any:
        file = self.cleaned_data["upload"]
        if file.size > MOST_TABLE_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. The command “scicomm listen” takes larger ones.")
            )
        self.content: bytes = file.read()
        return file


class ColumnsForm(forms.Form):
    """Which column of a table holds what."""

    _LABELS = {
        "url": gettext_lazy("Address of the page"),
        "title": gettext_lazy("Title"),
        "date": gettext_lazy("Date"),
        "text": gettext_lazy("Text"),
        "language": gettext_lazy("Language"),
    }

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((heading, heading) for heading in dict.fromkeys(table.headings) if heading)]
        for name in COLUMNS:
            self.fields[name] = forms.ChoiceField(
                label=self._LABELS[name], choices=choices, required=name == "url", initial=self.initial.get(name, "")
            )
        if table.encoding:
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Encoding"),
                choices=[(name, name.upper()) for name in ENCODINGS],
                initial=table.encoding,
                help_text=_("Change it when the words below look wrong, then look again."),
            )

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in COLUMNS if self.cleaned_data.get(name)}


class HandInForm(_ForUnit):
    """Addresses, one a line."""

    addresses = forms.CharField(
        label=gettext_lazy("Addresses"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        max_length=500_000,
        help_text=gettext_lazy(
            "One a line, at most 1,000. Their pages are fetched, and title and text are read from them."
        ),
    )
    field_order = ("addresses", "unit", "source_class")


class TermsForm(forms.Form):
    """Two numbers of days for each source class."""

    def __init__(self, *args: Any, terms: dict[str, Kept], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(terms)
        for name, kept in terms.items():
            for part, days in (("text", kept.text_days), ("mention", kept.mention_days)):
                label = f"{SourceClass(name).label}: {self._words(part)}"
                self.fields[f"{name}_{part}"] = forms.IntegerField(
                    label=label, min_value=SHORTEST_DAYS, max_value=LONGEST_DAYS, initial=days
                )

    @staticmethod
    def _words(part: str) -> str:
        return _("days that texts are kept") if part == "text" else _("days that unlinked mentions are kept")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in self.names:
            if (values.get(f"{name}_text") or 0) > (values.get(f"{name}_mention") or LONGEST_DAYS):
                self.add_error(f"{name}_text", _("The text cannot be kept longer than the mention itself."))
        return values

    @property
    def kept(self) -> dict[str, Kept]:
        values = self.cleaned_data
        return {name: Kept(values[f"{name}_text"], values[f"{name}_mention"]) for name in self.names}

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Class, and its two fields."""
        return [(str(SourceClass(name).label), self[f"{name}_text"], self[f"{name}_mention"]) for name in self.names]


class OutletsForm(forms.Form):
    """Our own outlets beside our sites and accounts."""

    places = forms.CharField(
        label=gettext_lazy("Hosts and addresses"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line: a host with all below it (ocean.example), or the beginning of addresses (weibo.com/u/1)."
        ),
    )
