"""Asking for cases, and doing one thing with several of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.organisation.models import Unit, User
from scicomm.responses.enums import CaseKind, CaseState, Clock, Urgency
from scicomm.responses.queries import case_lists as lists

STATES = [(lists.OPEN_STATE, _("Open")), *CaseState.choices, (lists.ALL_STATES, _("All")), (lists.SPAM, _("Spam"))]
MOST_AT_ONCE = 100


def _select(label: Any, empty: Any, choices: Sequence[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", empty), *choices], widget=forms.Select(attrs={"class": "input"})
    )


class CasesAskedForm(forms.Form):
    """What the list is asked for. Whatever is not among the choices is as if it had not been asked."""

    q = forms.CharField(
        label=_("Words or #number"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"class": "input", "type": "search"}),
    )  # fmt: skip
    state = _select(_("State"), _("Open"), STATES[1:])
    kind = _select(_("Kind"), _("All kinds"), CaseKind.choices)
    urgency = _select(_("Urgency"), _("Any urgency"), Urgency.choices)
    clock = _select(_("Clock"), _("Both clocks"), Clock.choices)
    late = _select(
        _("Deadline"), _("Any deadline"),
        [(lists.LATE, _("Late")), (lists.NEAR, _("Within a day")), (lists.STOPPED, _("Clock stopped"))],
    )  # fmt: skip
    unit = _select(_("Unit"), _("All units"), [])
    officer = _select(_("Handled by"), pgettext_lazy("officer", "Anybody"), [])

    def __init__(self, data: Any, *, units: Sequence[Unit], officers: Sequence[User]) -> None:
        super().__init__(data)
        self._more("unit", [(unit.slug, unit.short_name) for unit in units])
        people = [(str(user.pk), user.get_full_name() or user.username) for user in officers]
        self._more("officer", [(lists.MINE, _("Me")), (lists.NOBODY, _("Nobody")), *people])

    def _more(self, name: str, choices: Sequence[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = [*list(field.choices)[:1], *choices]

    @property
    def asked(self) -> lists.Asked:
        """What is asked, without what was refused."""
        self.is_valid()
        data = {name: value for name, value in self.cleaned_data.items() if value}
        return lists.Asked(**data)


class BulkForm(forms.Form):
    """One step for several cases."""

    TAKE, NAME, SPAM = "take", "name", "spam"

    case = forms.TypedMultipleChoiceField(coerce=int)
    act = forms.ChoiceField(choices=[(TAKE, TAKE), (NAME, NAME), (SPAM, SPAM)])
    officer = forms.ModelChoiceField(queryset=User.objects.none(), required=False)

    def __init__(self, data: Any, *, officers: Sequence[User]) -> None:
        numbers = [one for one in data.getlist("case") if one.isdecimal() and len(one) < 12][:MOST_AT_ONCE]
        data = data.copy()
        data.setlist("case", numbers)
        super().__init__(data)
        cases: Any = self.fields["case"]
        cases.choices = [(one, one) for one in numbers]
        cases.error_messages["required"] = _("Choose at least one case.")
        officer: Any = self.fields["officer"]
        officer.queryset = User.objects.filter(pk__in=[user.pk for user in officers])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("act") == self.NAME and not data.get("officer"):
            self.add_error("officer", _("Choose who handles them."))
        return data
