"""The staff list of the keys of usage reports, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledIndex, WalledInspect
from scicomm.journals import actions
from scicomm.journals.models import ReportKey
from scicomm.journals.permissions import can_keep_report_keys


class ReportKeyIndex(WalledIndex):
    """Keys with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class ReportKeyCreate(WalledCreate):
    """A new key; its secret is shown on the answer and nowhere else."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            key, secret = actions.make_report_key(acting_user=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        context = {"page_title": gettext("Key of usage reports"), "key": key, "secret": secret, "address": _address()}
        response = render(self.request, "journals/report_key_made.html", context)
        response["Cache-Control"] = "private, no-store"
        return response


def _address() -> str:
    return f"{settings.SITE_URL}{reverse('counter:reports')}"


class ReportKeyInspect(WalledInspect):
    """A key, with the way to end it."""

    template_name = "journals/report_key_inspect.html"

    @cached_property
    def end_url(self) -> str:
        if self.object.ended_at is None and can_keep_report_keys(self.request.user, self.object.unit):
            return reverse("journals_end_report_key", args=[self.object.pk])
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "end_url": self.end_url}


class ReportKeyViewSet(UnitModelViewSet):
    """With which keys programs fetch usage reports; only administrators see them."""

    model = ReportKey
    name = "report_keys"
    icon = "key"
    menu_label = _("Report keys")
    form_fields = ["unit", "name"]
    list_display = ["name", "unit", "requestor", "made_at", "ended_at"]
    inspect_view_fields = ["name", "unit", "requestor", "made_at", "ended_at"]
    index_view_class = ReportKeyIndex
    add_view_class = ReportKeyCreate
    inspect_view_class = ReportKeyInspect
