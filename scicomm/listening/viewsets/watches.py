"""The list of watches."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledDelete, WalledEdit, WalledIndex
from scicomm.listening import actions
from scicomm.listening.forms import WatchForm
from scicomm.listening.models import Watch
from scicomm.listening.permissions import LISTENERS
from scicomm.organisation.permissions import units_here


class WatchLink(Column):
    """The way to the page of a watch."""

    cell_template_name = "listening/parts/watch_link.html"


class WatchIndex(WalledIndex):
    """Watches with unit and owner, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit", "owner__person")


def _with_readers(form: Any, user: Any) -> Any:
    form.offer_readers(units_here(user, LISTENERS))
    return form


class WatchCreate(WalledCreate):
    """A standing query of the user."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        return _with_readers(super().get_form(*args, **kwargs), self.request.user)

    def save_instance(self) -> Any:
        return actions.create_watch(acting_user=self.request.user, **self.form.cleaned_data)


class WatchEdit(WalledEdit):
    """Change one's own standing query."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        return _with_readers(super().get_form(*args, **kwargs), self.request.user)

    def save_instance(self) -> Any:
        values = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        return actions.change_watch(self.object, acting_user=self.request.user, **values)


class WatchDelete(WalledDelete):
    """Remove one's own standing query."""

    def delete_action(self) -> None:
        actions.remove_watch(self.object, acting_user=self.request.user)


class WatchViewSet(UnitModelViewSet):
    """Standing queries."""

    model = Watch
    name = "watches"
    icon = "view"
    menu_label = _("Watches")
    menu_order = 343
    form_fields = WatchForm.Meta.fields
    list_display = [
        "name", "unit", Column("owner.get_full_name", label=_("owner"), sort_key="owner"), "delivery",
        BooleanColumn("is_on", label=_("in use")), WatchLink("pk", label=_("Alerts and mails")),
    ]  # fmt: skip
    list_filter = ["is_on", "delivery", "language"]
    search_fields = ["name", "query", "any_words", "all_words"]
    inspect_view_fields = ["name", "unit", "owner", *WatchForm.Meta.fields[2:-2], "is_on"]
    index_view_class = WatchIndex
    add_view_class = WatchCreate
    edit_view_class = WatchEdit
    delete_view_class = WatchDelete

    def get_form_class(self, for_update: bool = False) -> Any:
        return WatchForm
