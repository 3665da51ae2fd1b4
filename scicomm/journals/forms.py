"""The forms of the journals: files to take in, one mended file; what becomes of them is decided in actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.journals.rules.jats import MAX_BYTES
from scicomm.organisation.models import Unit

MOST_FILES = 50


class FilesInput(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each within the limit; too large ones are named, and none of their bytes is parsed."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Send at most %(most)d files at once; these are %(count)d.")
                % {"most": MOST_FILES, "count": len(files)}
            )
        too_large = [file.name for file in files if file.size > MAX_BYTES]
        if too_large:
            raise forms.ValidationError(
                _("Too large: %(names)s. A file may have at most %(limit)s.")
                % {"names": ", ".join(too_large), "limit": filesizeformat(MAX_BYTES)}
            )
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return list(files)


class TakeInForm(forms.Form):
    """Files, and the unit that new journals belong to."""

    uploads = FilesField(
        label=gettext_lazy("JATS files"),
        help_text=gettext_lazy("One XML file for each article, up to 50 at once and 50 MB each."),
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ".xml,application/xml,text/xml", "class": "input"}),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = self._unit_field(units)

    @staticmethod
    def _unit_field(units: QuerySet[Unit]) -> forms.ModelChoiceField[Unit]:
        return forms.ModelChoiceField(
            units,
            label=gettext_lazy("Unit"),
            help_text=gettext_lazy("A journal that is not known yet is set up here."),
            empty_label=None,
            widget=forms.Select(attrs={"class": "select"}),
        )


class MendForm(forms.Form):
    """The mended file that takes the place of a refused one."""

    uploads = FilesField(
        label=gettext_lazy("Mended file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml", "class": "input"}),
    )
