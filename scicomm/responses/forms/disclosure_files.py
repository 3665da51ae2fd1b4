"""The form for a file of a catalogue item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.responses.forms.statements import _line
from scicomm.responses.models import DisclosureFile, DisclosureItem
from scicomm.responses.rules.disclosure_files import KINDS, MOST_BYTES

_ACCEPT = ",".join(f".{kind}" for kind in sorted(KINDS))


class ItemFileForm(forms.Form):
    """A file with its titles, perhaps in the place of another."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"class": "input", "accept": _ACCEPT}),
        help_text=gettext_lazy("PDF, office file, table or plain text, 50 MB at most, without programs in it."),
        max_length=300,
    )
    title_zh = forms.CharField(
        label=gettext_lazy("Chinese title"), max_length=200, required=False, widget=_line(),
        help_text=gettext_lazy("Without a title readers see the name of the file."),
    )  # fmt: skip
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=200, required=False, widget=_line())
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("In the place of"), queryset=DisclosureFile.objects.none(), required=False,
        empty_label=gettext_lazy("none, it is added"), widget=forms.Select(attrs={"class": "input"}),
        help_text=gettext_lazy("The earlier version stays with us."),
    )  # fmt: skip

    def __init__(self, *args: Any, item: DisclosureItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = item.files.filter(removed_at=None)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            words = _("A file may have %(size)d MB at most.")
            raise ValidationError(words % {"size": MOST_BYTES // 1024 // 1024})
        return file
