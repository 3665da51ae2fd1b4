"""The staff list of deposit accounts, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit, WalledIndex, WalledInspect
from scicomm.journals import actions, permissions
from scicomm.journals.forms import DepositAccountForm
from scicomm.journals.models import DepositAccount
from scicomm.journals.rules.crossref.reasons import remark_of


class SaidBesideTheField:
    """What an action refuses is said beside the field where it can be put right."""

    form: Any
    request: Any

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            known = getattr(error, "error_dict", None) or {None: error}
            for name, said in known.items():
                form.add_error(name if name in form.fields else None, said)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class AccountIndex(WalledIndex):
    """Accounts with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class AccountCreate(SaidBesideTheField, WalledCreate):
    """A new account goes through the action, which seals the password."""

    def save_instance(self) -> Any:
        return actions.create_deposit_account(acting_user=self.request.user, **self.form.cleaned_data)


class AccountEdit(SaidBesideTheField, WalledEdit):
    """Changes go through the action; an empty password keeps the old one."""

    def save_instance(self) -> Any:
        values = {name: value for name, value in self.form.cleaned_data.items() if name != "unit"}
        return actions.edit_deposit_account(self.object, acting_user=self.request.user, **values)


class AccountInspect(WalledInspect):
    """An account, whether its sign-in works, and the button that tries it."""

    template_name = "journals/deposits/account.html"

    @cached_property
    def check_url(self) -> str:
        mine = permissions.can_keep_account(self.request.user, self.object.unit)
        return reverse("journals_account_check", args=[self.object.pk]) if mine else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = remark_of(self.object.check_result) if self.object.check_result else None
        return {
            **super().get_context_data(**kwargs),
            "check_url": self.check_url,
            "check_problem": found.message if found else "",
        }


class DepositAccountViewSet(UnitModelViewSet):
    """A unit's sign-ins at Crossref."""

    model = DepositAccount
    name = "deposit-accounts"
    icon = "key"
    menu_label = _("Deposit accounts")
    form_fields = ["unit", "name"]
    list_display = [
        "name",
        "unit",
        "endpoint",
        "prefixes",
        BooleanColumn("is_on", label=_("Switched on")),
        Column("trouble", label=_("Trouble")),
    ]
    inspect_view_fields = [
        "name",
        "unit",
        "endpoint",
        "address",
        "login_id",
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
    index_view_class = AccountIndex
    add_view_class = AccountCreate
    edit_view_class = AccountEdit
    inspect_view_class = AccountInspect

    def get_form_class(self, for_update: bool = False) -> Any:
        return DepositAccountForm
