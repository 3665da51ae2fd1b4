"""Admin viewsets behind walls: every view asks the model's policy for the very row, not only for the model.

Wagtail's own generic views ask whether a user may do something to *some* row; a communication officer could then open, change and
delete another unit's rows (tried). Every ModelViewSet of the project is a `UnitModelViewSet`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from django.template.defaultfilters import yesno
from django.utils.translation import pgettext
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry


class WalledView:
    """Limits a generic view to the rows its user may have. What is not theirs answers 404, as if it were not there."""

    wall_action = "view"
    request: Any
    model: Any

    def _policy(self) -> Any:
        return policy_registry.get_by_type(self.model)

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset()  # type: ignore[misc]
        if rows.model is not self.model:
            return rows
        mine = self._policy().instances_user_has_any_permission_for(self.request.user, ["view", "change"])
        return rows.filter(pk__in=mine.values("pk"))

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not self._policy().user_has_permission_for_instance(self.request.user, self.wall_action, found):
            raise Http404
        return found


class WalledForm(WalledView):
    """Offers only the units the user may write in, and refuses any other that is posted."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        policy = self._policy()
        units_for = getattr(policy, "units_for", None)
        if units_for is None:
            return form
        units = units_for(self.request.user, "add")
        for name, field in form.fields.items():
            choices = getattr(field, "queryset", None)
            if choices is None:
                continue
            if choices.model is units.model:
                field.queryset = choices.filter(pk__in=units.values("pk"))
            elif self._walled_model(choices.model):
                mine = policy_registry.get_by_type(choices.model).instances_user_has_any_permission_for(
                    self.request.user, ["view", "change"]
                )
                field.queryset = choices.filter(pk__in=mine.values("pk"))
            form.fields[name] = field
        return form

    @staticmethod
    def _walled_model(model: Any) -> bool:
        try:
            model._meta.get_field("unit")
        except FieldDoesNotExist:
            return False
        return hasattr(policy_registry.get_by_type(model), "units_for")


class WalledIndex(WalledView, generic.IndexView):
    """The list of one's own rows."""


class WalledCreate(WalledForm, generic.CreateView):
    """A new row in one's own unit."""


class WalledEdit(WalledForm, generic.EditView):
    """Change a row of one's own unit."""

    wall_action = "change"


class WalledCopy(WalledForm, generic.CopyView):
    """Copy a row of one's own unit."""

    wall_action = "add"


class WalledDelete(WalledView, generic.DeleteView):
    """Delete a row of one's own unit."""

    wall_action = "delete"


class WalledInspect(WalledView, generic.InspectView):
    """Look at a row."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Yes and no in words, lists as lists, and a dash where nothing stands."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return yesno(value)
        if isinstance(value, (list, tuple)):
            value = pgettext("list", ", ").join(str(one) for one in value)
        return "—" if value is None or value == "" else value


class WalledHistory(WalledView, history.HistoryView):
    """What was done to a row."""

    def get_base_queryset(self) -> QuerySet[Any]:
        # The rows here are log entries of one object, and the object itself has been checked.
        return history.HistoryView.get_base_queryset(self)


class WalledUsage(WalledView, usage.UsageView):
    """Where a row is used."""


class UnitModelViewSet(ModelViewSet):
    """A ModelViewSet whose rows are walled by the registered policy of its model."""

    index_view_class = WalledIndex
    add_view_class = WalledCreate
    edit_view_class = WalledEdit
    copy_view_class = WalledCopy
    delete_view_class = WalledDelete
    inspect_view_class = WalledInspect
    history_view_class = WalledHistory
    usage_view_class = WalledUsage
    inspect_view_enabled = True
    copy_view_enabled = False
