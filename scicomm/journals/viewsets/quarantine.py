"""The staff list of refused files, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from scicomm.core.viewsets import UnitModelViewSet, WalledIndex, WalledInspect
from scicomm.journals.models import QuarantinedFile
from scicomm.journals.permissions import can_mend


class RefusalIndex(WalledIndex):
    """Refused files with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit").defer("draft")


class RefusalInspect(WalledInspect):
    """A refused file, with the way to mend it, or to see what came of it."""

    template_name = "journals/refusal_inspect.html"

    @cached_property
    def mend_url(self) -> str:
        if can_mend(self.request.user, self.object):
            return reverse("journals_mend", args=[self.object.pk])
        return ""

    def get_field_label(self, field_name: str, field: Any) -> str:
        return str(_("Reason")) if field_name == "message" else str(super().get_field_label(field_name, field))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.object.state == QuarantinedFile.State.OPEN
        return {**super().get_context_data(**kwargs), "mend_url": self.mend_url, "is_open": is_open}


class QuarantineViewSet(UnitModelViewSet):
    """Files that could not go in: which line, why, and where to send the mended file."""

    model = QuarantinedFile
    name = "quarantine"
    icon = "warning"
    menu_label = _("Refused files")
    form_fields: list[str] = []
    list_display = ["file_name", "line", Column("message", label=_("Reason")), "state", "unit", "seen_at"]
    list_filter = ["state", "reason_code"]
    inspect_view_fields = ["file_name", "line", "reason_code", "message", "state", "article", "unit", "seen_at"]
    index_view_class = RefusalIndex
    inspect_view_class = RefusalInspect
