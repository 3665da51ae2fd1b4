"""What units ask of each kind of piece, as a staff list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledDelete, WalledEdit, WalledIndex
from scicomm.newsroom import actions
from scicomm.newsroom.forms import UnitProfileRuleForm
from scicomm.newsroom.models import UnitProfileRule
from scicomm.newsroom.models.profiles import NUMBERS


class RuleIndex(WalledIndex):
    """Rules with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class RuleCreate(WalledCreate):
    """Ask more of a kind of piece in one's own unit."""

    def save_instance(self) -> Any:
        return actions.save_profile_rule(UnitProfileRule(), acting_user=self.request.user, **self.form.cleaned_data)


class RuleEdit(WalledEdit):
    """Change what one's own unit asks."""

    def save_instance(self) -> Any:
        values = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        return actions.save_profile_rule(self.object, acting_user=self.request.user, **values)


class RuleDelete(WalledDelete):
    """Ask again what is asked above."""

    def delete_action(self) -> None:
        actions.delete_profile_rule(self.object, acting_user=self.request.user)


class ProfileRuleViewSet(UnitModelViewSet):
    """Rules for kinds of piece."""

    model = UnitProfileRule
    name = "profile_rules"
    icon = "list-ul"
    menu_label = _("Kinds of piece")
    menu_order = 330
    list_display = ["profile", "unit", *NUMBERS]
    list_filter = ["profile"]
    inspect_view_fields = ["unit", "profile", *NUMBERS, "needs"]
    index_view_class = RuleIndex
    add_view_class = RuleCreate
    edit_view_class = RuleEdit
    delete_view_class = RuleDelete

    def get_form_class(self, for_update: bool = False) -> Any:
        return UnitProfileRuleForm
