"""Mails of a case and their files, for those who handle it."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from scicomm.responses import permissions
from scicomm.responses.models import Case
from scicomm.responses.views.panels import PANELS, Panel


def mails_panel(request: HttpRequest, case: Case) -> Panel | None:
    """What whoever asked wrote later, which of our mails came back, and the files that came along."""
    if not permissions.can_see_asker(request.user, case):
        return None
    mails, files = list(case.mails.all()), list(case.files.all())
    if not mails and not files:
        return None
    return Panel("responses/panels/mails.html", {"mails": mails, "files": files}, anchor="mails")


if mails_panel not in PANELS:
    PANELS.insert(0, mails_panel)


@require_safe
def case_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a case, as a download: whatever is in it, the browser shows and runs nothing."""
    row = permissions.get_case_file_for(request.user, pk)
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
