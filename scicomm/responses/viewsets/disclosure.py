"""Kinds of what must be public, and the house's wording of letters: administrators of the top unit change them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit
from scicomm.responses.actions.disclosure import save_reference
from scicomm.responses.models import DisclosureKind, LetterTemplate


class ReferenceCreate(WalledCreate):
    """Add a row through the action."""

    def save_instance(self) -> Any:
        return save_reference(self.model(), acting_user=self.request.user, **self.form.cleaned_data)


class ReferenceEdit(WalledEdit):
    """Change a row through the action."""

    def save_instance(self) -> Any:
        row = self.model.objects.get(pk=self.object.pk)
        return save_reference(row, acting_user=self.request.user, **self.form.cleaned_data)


class DisclosureKindViewSet(UnitModelViewSet):
    model = DisclosureKind
    name = "disclosure_kinds"
    icon = "list-ul"
    menu_label = _("Kinds of disclosure items")
    menu_name = "disclosure-kinds"
    add_to_settings_menu = True
    form_fields = ["code", "name_zh", "name_en", "basis", "unit_kinds", "version", "is_active"]
    list_display = ["name_zh", "name_en", "basis", "version", "is_active"]
    add_view_class = ReferenceCreate
    edit_view_class = ReferenceEdit
    inspect_view_enabled = False


class LetterTemplateViewSet(UnitModelViewSet):
    model = LetterTemplate
    name = "letter_templates"
    icon = "mail"
    menu_label = _("Letter templates")
    menu_name = "letter-templates"
    add_to_settings_menu = True
    form_fields = ["kind", "language", "title", "body"]
    list_display = ["kind", "language", "title"]
    add_view_class = ReferenceCreate
    edit_view_class = ReferenceEdit
    inspect_view_enabled = False
