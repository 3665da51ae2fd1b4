"""The forms that no list makes by itself: a unit below another, the end of an appointment, an account, a token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from scicomm.organisation.enums import TokenScope
from scicomm.organisation.models import Appointment, Person, Unit, User


class EndForm(WagtailAdminModelForm):
    """The last day of an appointment."""

    class Meta:
        model = Appointment
        fields = ["ends_on"]
        labels = {"ends_on": _("last day")}
        help_texts = {"ends_on": _("Empty: the rights end now.")}


class AccountForm(forms.Form):
    """The sign-in name and the address of a new account."""

    username = forms.CharField(label=_("sign-in name"), max_length=150, validators=[User.username_validator])
    email = forms.EmailField(label=_("e-mail address"), help_text=_("A link to choose a password is sent there."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = person.email

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody else signs in with this name."))
        return name

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Another account has this e-mail address."))
        return email


class NewUnitForm(WagtailAdminModelForm):
    """A unit below another one; where it hangs is asked beside what it is called."""

    parent = forms.ModelChoiceField(label=_("Stands below"), queryset=Unit.objects.all())

    class Meta:
        model = Unit
        fields = ["parent", "kind", "slug", "name_zh", "name_en", "short_zh", "short_en", "city_zh", "city_en"]


LASTS = [(30, _("30 days")), (90, _("90 days")), (365, _("one year"))]


class TokenForm(forms.Form):
    """A token for a program: what for, in which unit, what it may do, how long."""

    name = forms.CharField(
        label=_("What for"),
        max_length=80,
        help_text=_("So that you know later which program uses it."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=_("Unit"), empty_label=None, widget=forms.Select(attrs={"class": "input"})
    )
    scopes = forms.MultipleChoiceField(
        label=_("May do"),
        choices=TokenScope.choices,
        initial=[TokenScope.ARTICLES_WRITE, TokenScope.QUARANTINE_READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Within what you may do in this unit yourself. Reading what is public needs no token."),
    )
    days = forms.TypedChoiceField(label=_("Works for"), choices=LASTS, coerce=int, initial=90, widget=forms.RadioSelect)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """The values as the action takes them."""
        return dict(self.cleaned_data)
