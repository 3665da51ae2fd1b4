"""The form of a deposit account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.outside.addresses import address_problem
from scicomm.journals.models import DepositAccount


class DepositAccountForm(forms.ModelForm):
    """A deposit account. The password is written into an empty field and never shown again."""

    password = forms.CharField(
        label=gettext_lazy("password"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = DepositAccount
        fields = [
            "unit",
            "name",
            "endpoint",
            "address",
            "login_id",
            "password",
            "depositor_name",
            "depositor_email",
            "registrant",
            "prefixes",
            "crossmark_policy",
            "journals",
            "serves_below",
            "automatic",
            "is_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = bool(self.instance.pk)
        self.fields["unit"].disabled = known
        self.fields["password"].help_text = (
            _("Stored sealed; nobody can read it again. Leave it empty to keep the one there is.")
            if known
            else _("Stored sealed; nobody can read it again.")
        )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        problem = address_problem(address) if address else None
        if problem:
            raise forms.ValidationError(problem)
        return address
