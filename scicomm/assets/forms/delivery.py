"""Forms for what is given out: downloads, requests, lightboxes, how a unit gives out files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.enums.delivery import Purpose
from scicomm.assets.models import DeliveryPolicy, Lightbox
from scicomm.assets.queries.bank import Size


class DownloadForm(forms.Form):
    """Which size, and what for where the unit asks. No name, no address: it is counted, not profiled."""

    size = forms.ChoiceField(label=gettext_lazy("Size"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it for?"), choices=Purpose.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=gettext_lazy("Where will it be seen?"), max_length=200, required=False)

    def __init__(self, *args: Any, sizes: list[Size], asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (size.code, f"{size.label}, {size.width} × {size.height}" if size.width else _("the file"))
            for size in sizes
        ]
        field: Any = self.fields["size"]
        field.choices = choices
        field.initial = choices[0][0] if choices else None
        if not asks:
            del self.fields["purpose"], self.fields["words"]


class RequestForm(forms.Form):
    """Ask for a file that is not free to take."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it for?"), choices=Purpose.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Where and how will you use it?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Title of the publication, broadcast or event; print run or reach if you know it."),
    )
    use_until = forms.DateField(
        label=gettext_lazy("Until when?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=80)
    organisation = forms.CharField(label=gettext_lazy("For which organisation"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    @property
    def is_trapped(self) -> bool:
        """A field that people do not see was filled in: a program."""
        return bool(self.data.get("website"))

    def clean_use_until(self) -> dt.date:
        day: dt.date = self.cleaned_data["use_until"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        if day > timezone.localdate() + dt.timedelta(days=3660):
            raise forms.ValidationError(_("Ten years at most."))
        return day


class DecideForm(forms.Form):
    """Approve for some days, or decline; which, the button says."""

    days = forms.IntegerField(
        label=gettext_lazy("The link works for how many days"), min_value=1, max_value=60, initial=14, required=False
    )
    answer = forms.CharField(
        label=gettext_lazy("Conditions, or the reason for declining"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("They read it in the mail."),
    )


class PolicyForm(forms.ModelForm[DeliveryPolicy]):
    """How a unit gives out files."""

    class Meta:
        model = DeliveryPolicy
        fields = ("asks_reason", "takes_requests", "terms_zh", "terms_en")


class LightboxForm(forms.ModelForm[Lightbox]):
    """What a lightbox is called."""

    class Meta:
        model = Lightbox
        fields = ("title", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class CollectForm(forms.Form):
    """Into which of one's lightboxes; or a new one."""

    lightbox = forms.ModelChoiceField(
        Lightbox.objects.none(), label=gettext_lazy("Lightbox"), required=False, empty_label=gettext_lazy("a new one")
    )
    title = forms.CharField(label=gettext_lazy("Name of the new lightbox"), max_length=120, required=False)

    def __init__(self, *args: Any, lightboxes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lightbox"]
        field.queryset = lightboxes
        field.initial = lightboxes.first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("lightbox") and not data.get("title"):
            raise forms.ValidationError({"title": _("Give the new lightbox a name.")})
        return data


class ShareForm(forms.Form):
    """A link to a lightbox."""

    days = forms.IntegerField(
        label=gettext_lazy("The link works for how many days"), min_value=1, max_value=180, initial=14
    )
    may_download = forms.BooleanField(label=gettext_lazy("Whoever has the link may take the files"), required=False)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=60,
        min_length=6,
        required=False,
        help_text=gettext_lazy("Tell it by another way."),
    )


class UnlockForm(forms.Form):
    """The password of a shared lightbox."""

    password = forms.CharField(label=gettext_lazy("Password"), widget=forms.PasswordInput)
