"""Forms of recordings: bring one in, describe it, choose its still picture, its texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.models import Recording, TextTrack
from scicomm.assets.rules import vtt
from scicomm.organisation.models import Unit

ENDINGS = {
    "video": {"mp4", "m4v", "webm"},
    "audio": {"mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "weba"},
    "model": {"glb", "gltf", "stl"},
}
MOST_BYTES = 2_000_000_000


class NewRecordingForm(forms.Form):
    """A file and what it is."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    file = forms.FileField(
        label=gettext_lazy("File"),
        validators=[FileExtensionValidator(sorted(set().union(*ENDINGS.values())))],
        help_text=gettext_lazy(
            "Video: MP4 or WebM. Sound: MP3, M4A, OGG, WAV or FLAC. 3D: GLB, glTF or STL. Up to 2 GB."
        ),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = units
        field.initial = units.first()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 GB."))
        return file

    @property
    def kind(self) -> str:
        """What the file is taken for, by its ending; the worker looks inside."""
        ending = str(self.cleaned_data["file"].name).rpartition(".")[2].lower()
        return next(kind for kind, endings in ENDINGS.items() if ending in endings)


class RecordingForm(forms.ModelForm[Recording]):
    """How a recording is named and described."""

    class Meta:
        model = Recording
        fields = ("title", "alt_zh", "alt_en", "credit", "licence", "transcript_zh", "transcript_en")


class PosterForm(forms.Form):
    """The moment whose frame becomes the still picture."""

    moment = forms.DecimalField(label=gettext_lazy("Second"), min_value=0, max_value=86_400, decimal_places=3)


class TrackForm(forms.ModelForm[TextTrack]):
    """A text that runs with a recording: pasted, or out of a file."""

    upload = forms.FileField(
        label=gettext_lazy("or a file"),
        required=False,
        validators=[FileExtensionValidator(["vtt", "srt", "txt"])],
        help_text=gettext_lazy("WebVTT or SRT. What is in the file replaces the text above."),
    )
    field_order = ("kind", "language", "text", "upload")

    class Meta:
        model = TextTrack
        fields = ("kind", "language", "text")

    def __init__(self, *args: Any, length: float | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.length = length
        self.fields["text"].required = False
        self.fields["text"].widget.attrs["rows"] = 16
        self.fields["text"].widget.attrs["spellcheck"] = "true"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("upload")
        if upload:
            if upload.size > vtt.MOST_CHARACTERS:
                raise forms.ValidationError({"upload": _("The text is too long.")})
            try:
                data["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise forms.ValidationError(
                    {"upload": _("The file is not in UTF-8. Save it so and send it again.")}
                ) from error
        try:
            vtt.read_cues(data.get("text", ""), self.length)
        except vtt.WrongCaptions as error:
            raise forms.ValidationError({"text": str(error)}) from error
        return data

    def validate_unique(self) -> None:
        """What stands in the same kind and language is replaced on purpose."""
