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
        return super().get_base_queryset().select_related("unit")


class RefusalInspect(WalledInspect):
    """A refused file, with the way to send its mended form."""

    template_name = "journals/refusal_inspect.html"

    @cached_property
    def mend_url(self) -> str:
        if self.object.state == QuarantinedFile.State.OPEN and can_mend(self.request.user, self.object):
            return reverse("journals_mend", args=[self.object.pk])
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mend_url": self.mend_url}


class QuarantineViewSet(UnitModelViewSet):
    """Files that could not go in: which line, why, and where to send the mended file."""

    model = QuarantinedFile
    name = "quarantine"
    icon = "warning"
    menu_label = _("Refused files")
    form_fields: list[str] = []
    list_display = ["file_name", "line", Column("message", label=_("Reason")), "state", "unit", "seen_at"]
    list_filter = ["state", "reason_code"]
    inspect_view_fields = ["file_name", "line", "reason_code", "message", "state", "unit", "seen_at"]
    index_view_class = RefusalIndex
    inspect_view_class = RefusalInspect
