"""The staff list of harvest sources, behind their units' walls; every change goes through an action."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from scicomm.core.viewsets import (
    UnitModelViewSet,
    WalledCreate,
    WalledDelete,
    WalledEdit,
    WalledIndex,
    WalledInspect,
)
from scicomm.journals import actions
from scicomm.journals.forms import HarvestSourceForm
from scicomm.journals.models import HarvestSource

FIELDS = ["unit", "name", "base_address", "metadata_prefix", "set_spec", "every_hours", "is_on"]


class SaidInTheForm:
    """What an action refuses is said in the form, where it can be put right."""

    form: Any

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error.messages)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: self.form.cleaned_data[name] for name in FIELDS if name != "unit"}


class HarvestIndex(WalledIndex):
    """Sources with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class HarvestCreate(SaidInTheForm, WalledCreate):
    """A new source goes through the action; its own page then shows the first harvest."""

    def get_success_url(self) -> str:
        return reverse("journals_harvest", args=[self.object.pk])

    def save_instance(self) -> Any:
        return actions.add_source(unit=self.form.cleaned_data["unit"], acting_user=self.request.user, **self.values())


class HarvestEdit(SaidInTheForm, WalledEdit):
    """Changes go through the action."""

    def save_instance(self) -> Any:
        return actions.change_source(self.object, acting_user=self.request.user, **self.values())


class HarvestDelete(WalledDelete):
    """Stop harvesting from a source; its articles stay."""

    def delete_action(self) -> None:
        actions.remove_source(self.object, acting_user=self.request.user)


class HarvestInspect(WalledInspect):
    """A source has a page of its own, with its progress and its records."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("journals_harvest", self.object.pk)


class HarvestViewSet(UnitModelViewSet):
    """Platforms from which a unit's articles are harvested."""

    model = HarvestSource
    name = "harvests"
    icon = "download"
    menu_label = _("Harvest sources")
    form_fields = FIELDS
    list_display = [
        "name",
        "unit",
        Column("health", label=_("State"), accessor=lambda source: source.health.label),
        "last_harvested_at",
        "next_harvest_at",
    ]
    list_filter = ["is_on"]
    search_fields = ["name", "base_address"]
    inspect_view_fields = FIELDS
    index_view_class = HarvestIndex
    add_view_class = HarvestCreate
    edit_view_class = HarvestEdit
    delete_view_class = HarvestDelete
    inspect_view_class = HarvestInspect

    def get_form_class(self, for_update: bool = False) -> Any:
        return HarvestSourceForm
