"""The term base as a staff list; it is the house's, so that the top unit keeps it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn

from scicomm.core.actions import save_term
from scicomm.core.models import Term
from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit


class TermCreate(WalledCreate):
    """Enter a term."""

    def save_instance(self) -> Any:
        return save_term(Term(), acting_user=self.request.user, **self.form.cleaned_data)


class TermEdit(WalledEdit):
    """Change a term, or set it out of use; what stories show of it changes with it."""

    def save_instance(self) -> Any:
        found = Term.objects.get(pk=self.object.pk)
        return save_term(found, acting_user=self.request.user, **self.form.cleaned_data)


class TermViewSet(UnitModelViewSet):
    """Terms of science with their definitions."""

    model = Term
    name = "terms"
    icon = "openquote"
    menu_label = _("Terms")
    menu_order = 331
    form_fields = ["name_zh", "definition_zh", "name_en", "definition_en", "is_active"]
    list_display = ["__str__", "name_zh", "name_en", BooleanColumn("is_active", label=_("in use"))]
    search_fields = ["name_zh", "name_en", "definition_zh", "definition_en"]
    inspect_view_fields = form_fields
    add_view_class = TermCreate
    edit_view_class = TermEdit
