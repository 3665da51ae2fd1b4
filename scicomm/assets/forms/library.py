"""The forms of the library: files to add, a change for many, the columns of a table, a folder to take in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions import CHOICES, FIELDS, LISTS
from scicomm.assets.enums.library import AssetField
from scicomm.assets.rules.sheets import FILE
from scicomm.organisation.models import Unit

MOST_AT_ONCE = 100
# What one form may carry where no script sends the files piece by piece.
MOST_BYTES = 500 * 1024 * 1024


class ManyFiles(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what they are is looked at when they have come."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"])
        if len(files) > MOST_AT_ONCE or sum(file.size for file in files) > MOST_BYTES:
            words = _("Send at most %(most)d files and %(size)s at once.")
            raise forms.ValidationError(words % {"most": MOST_AT_ONCE, "size": filesizeformat(MOST_BYTES)})
        return files


def unit_field(units: QuerySet[Unit]) -> forms.ModelChoiceField[Unit]:
    """The unit that files are for."""
    return forms.ModelChoiceField(
        units, label=gettext_lazy("Unit"), empty_label=None, to_field_name="slug",
        widget=forms.Select(attrs={"class": "select"}),
    )  # fmt: skip


class FilesForm(forms.Form):
    """Files for the library."""

    uploads = FilesField(label=gettext_lazy("Files to add"), widget=ManyFiles(attrs={"class": "input"}))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(units)
        self.order_fields(["unit", "uploads"])


class BulkForm(forms.Form):
    """What to set or append; a field whose way is "leave" is not touched."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            ways = [("", _("leave")), ("set", _("set"))]
            if name not in CHOICES:
                ways.append(("append", _("append")))
            self.fields[f"how_{name}"] = forms.ChoiceField(
                choices=ways, required=False, widget=forms.Select(attrs={"class": "select"})
            )
            self.fields[name] = self._value_field(name)

    @staticmethod
    def _value_field(name: AssetField) -> forms.Field:
        if name in CHOICES:
            kinds = forms.Select(attrs={"class": "select"})
            return forms.ChoiceField(label=name.label, choices=CHOICES[name].choices, required=False, widget=kinds)
        words = _("Separated by commas; a subject by its code or name.") if name in LISTS else ""
        return forms.CharField(
            label=name.label,
            required=False,
            help_text=words,
            max_length=2000,
            widget=forms.TextInput(attrs={"class": "input"}),
        )

    def rows(self) -> Iterable[tuple[Any, Any]]:
        """The way and the value of each field, for the page."""
        return [(self[f"how_{name}"], self[name]) for name in FIELDS]

    def changes(self) -> dict[str, dict[str, Any]]:
        """What was asked for, as the action takes it."""
        found = {}
        for name in FIELDS:
            how, value = self.cleaned_data.get(f"how_{name}"), self.cleaned_data.get(name)
            if how:
                parted = [part.strip() for part in re.split(r"[,，;；、]", str(value)) if part.strip()]
                found[str(name)] = {"how": how, "value": parted if name in LISTS else value}
        return found


class ColumnsForm(forms.Form):
    """What each column of a table means."""

    def __init__(self, *args: Any, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        meanings = [("", _("(not taken in)")), (FILE, _("name of the file")), *AssetField.choices]
        for place, heading in enumerate(headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or _("(no heading)"), choices=meanings, required=False,
                widget=forms.Select(attrs={"class": "select"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [value for value in cleaned.values() if value]
        if FILE not in chosen:
            raise forms.ValidationError(_("Say which column holds the name of the file."))
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("Two columns mean the same: choose one of them."))
        return cleaned

    def columns(self) -> dict[str, str]:
        pairs = ((heading, self.cleaned_data[f"column_{place}"]) for place, heading in enumerate(self.headings))
        return {heading: meaning for heading, meaning in pairs if meaning}


class StartImportForm(forms.Form):
    """A folder below one's unit in the drop folder."""

    def __init__(self, *args: Any, folders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"] = forms.ChoiceField(
            label=_("Folder"), choices=folders, widget=forms.Select(attrs={"class": "select"})
        )
