"""The staff list of journals, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit, WalledIndex
from scicomm.journals import actions
from scicomm.journals.models import Journal

WORDS = [
    "title_zh",
    "title_en",
    "issn",
    "eissn",
    "publisher",
    "language",
    "description_zh",
    "description_en",
    "subjects",
]


class SaidInTheForm:
    """What an action refuses is said in the form, where it can be put right."""

    form: Any
    request: Any

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error.messages)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: self.form.cleaned_data[name] for name in WORDS}


class JournalIndex(WalledIndex):
    """Journals with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class JournalCreate(SaidInTheForm, WalledCreate):
    """A new journal goes through the action, which asks again and writes the audit."""

    def save_instance(self) -> Any:
        return actions.create_journal(
            unit=self.form.cleaned_data["unit"], acting_user=self.request.user, **self.values()
        )


class JournalEdit(SaidInTheForm, WalledEdit):
    """Changes go through the action, which asks again and writes the audit."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        # A journal stays with its unit: articles, addresses and rights hang on it.
        form.fields.pop("unit", None)
        return form

    def save_instance(self) -> Any:
        return actions.edit_journal(self.object, acting_user=self.request.user, **self.values())


class JournalViewSet(UnitModelViewSet):
    """A unit's journals."""

    model = Journal
    name = "journals"
    icon = "doc-full"
    menu_label = _("Journals")
    form_fields = ["unit", *WORDS]
    list_display = ["title", "unit", "issn", "eissn"]
    inspect_view_fields = ["unit", "slug", *WORDS]
    index_view_class = JournalIndex
    add_view_class = JournalCreate
    edit_view_class = JournalEdit
