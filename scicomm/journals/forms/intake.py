"""The forms of the journals: files to take in, a mended text or file; what becomes of them is decided in actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.journals.rules.jats import MAX_BYTES
from scicomm.journals.rules.sources import EDIT_BYTES
from scicomm.organisation.models import Unit

MOST_FILES = 200
# A package holds pictures and films; what is in it is limited again when it is opened.
MAX_PACKAGE_BYTES = 1024**3


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
        too_large = [file.name for file in files if file.size > _limit(file)]
        if too_large:
            raise forms.ValidationError(
                _("Too large: %(names)s. An XML file may have at most %(limit)s, a package %(package_limit)s.")
                % {
                    "names": ", ".join(too_large),
                    "limit": filesizeformat(MAX_BYTES),
                    "package_limit": filesizeformat(MAX_PACKAGE_BYTES),
                }
            )
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return list(files)


def _limit(file: UploadedFile) -> int:
    return MAX_PACKAGE_BYTES if (file.name or "").lower().endswith(".zip") else MAX_BYTES


class TakeInForm(forms.Form):
    """Files, and the unit that new journals belong to."""

    uploads = FilesField(
        label=gettext_lazy("Articles"),
        help_text=gettext_lazy(
            "JATS XML (up to 50 MB each), or zip packages of XML with figures, PDF and supplements (up to 1 GB each); up to "
            "200 at once."
        ),
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ".xml,.zip,application/xml,text/xml,application/zip", "class": "input"}),
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


class MendTextForm(forms.Form):
    """The text of a refused file, mended in the browser. Blanks at its ends stay as they are: lines must still count."""

    text = forms.CharField(
        label=gettext_lazy("Source text"),
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "wrap": "off", "autocapitalize": "off", "autocomplete": "off"}
        ),
    )

    def clean_text(self) -> str:
        """Within what the page can hold; an endless text is refused before it is parsed."""
        text: str = self.cleaned_data["text"]
        if len(text.encode("utf-8", "surrogatepass")) > EDIT_BYTES + EDIT_BYTES // 2:
            raise forms.ValidationError(
                _("The text has grown beyond %(limit)s. Mend the file in a program of its own and send it below.")
                % {"limit": filesizeformat(EDIT_BYTES)}
            )
        return text
