"""The addresses that the journals answer themselves: usage reports for programs (COUNTER 5.1, 8.1)."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.views.decorators.http import require_safe

from scicomm.journals.views import counter

_BASE = f"{settings.SCICOMM_COUNTER_BASE}/" if settings.SCICOMM_COUNTER_BASE else ""

app_name = "counter"
urlpatterns = [
    path(f"{_BASE}r51/status", require_safe(counter.status), name="status"),
    path(f"{_BASE}r51/members", require_safe(counter.members), name="members"),
    path(f"{_BASE}r51/reports", require_safe(counter.reports), name="reports"),
    path(f"{_BASE}r51/reports/<slug:report>", require_safe(counter.report), name="report"),
]
