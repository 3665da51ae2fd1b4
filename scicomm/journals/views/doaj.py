"""The staff page that gives a journal's records for DOAJ as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scicomm.journals import permissions
from scicomm.journals.queries.articles import article_years
from scicomm.journals.queries.doaj import doaj_export
from scicomm.journals.rules.doaj import REASONS

MOST_SHOWN = 100


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """How many articles DOAJ takes, which not and why; with `?file` the records themselves. By year, volume, issue."""
    journal = permissions.get_journal_for(request.user, pk)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) else None
    volume, issue = request.GET.get("volume", "").strip(), request.GET.get("issue", "").strip()
    found = doaj_export(journal, year=year, volume=volume, issue=issue)
    if "file" in request.GET and found.count:
        answer = HttpResponse(found.content, content_type="application/xml; charset=utf-8")
        name = "-".join(part for part in ("doaj", journal.slug, str(year or "")) if part)
        answer["Content-Disposition"] = f'attachment; filename="{name}.xml"'
        return answer
    context = {
        "page_title": _("Records for DOAJ"),
        "page_note": journal.title,
        "page_actions": [
            {"url": reverse("journals_deposit_journals"), "label": _("DOI deposits by journal"), "main": False}
        ],
        "years": article_years(journal.slug),
        "year": year,
        "volume": volume,
        "issue": issue,
        "found": found,
        "left_out": [(article, REASONS[reason]) for article, reason in found.left_out[:MOST_SHOWN]],
    }
    return render(request, "journals/deposits/doaj.html", context)
