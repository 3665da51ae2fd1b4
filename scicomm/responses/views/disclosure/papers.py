"""Letters and reports as PDF, and figures as the tables both the page and the paper show."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from scicomm.responses.enums import AppealKind, AppealResult, ApplicantKind, Outcome
from scicomm.responses.models import DisclosureKind, DisclosureReport, RequestLetter
from scicomm.responses.rules.disclosure_paper import Sheet, paragraphs_of, render_sheet
from scicomm.responses.rules.disclosure_report import RESULT_GROUPS


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to be read in the browser; nobody keeps it on the way."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def letter_pdf(letter: RequestLetter) -> bytes:
    """A letter from its kept words. A draft has no day of sending."""
    with override(letter.language):
        day = date_format(letter.sent_on, "DATE_FORMAT") if letter.sent_on else _("Draft, not sent")
    return render_sheet(
        Sheet(
            title=letter.title,
            unit=letter.letterhead,
            number=letter.number,
            language=letter.language,
            paragraphs=paragraphs_of(letter.body),
            signature=[letter.letterhead, day],
        )
    )


def _request_rows(figures: dict[str, Any]) -> list[list[str]]:
    """Requests that came, how they ended, and what is carried over."""
    groups = {
        "granted": _("Granted"),
        "partly": _("Granted in part"),
        "refused": _("Refused"),
        "not_possible": _("Could not be given"),
        "not_handled": _("Not handled"),
        "otherwise": _("Ended otherwise"),
    }
    rows: list[list[str]] = [
        [_("New requests"), *map(str, figures["new"])],
        [_("Carried over from last year"), *map(str, figures["carried_in"])],
    ]
    for group, outcomes in RESULT_GROUPS:
        for outcome in outcomes:
            label = f"{groups[group]} · {Outcome(outcome).label}" if len(outcomes) > 1 else groups[group]
            rows.append([label, *map(str, figures["results"][outcome])])
    rows.append([_("Ended, all together"), *map(str, figures["ended"])])
    rows.append([_("Carried over to next year"), *map(str, figures["carried_out"])])
    return rows


def report_tables(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The report's numbers as tables of words, in the reader's language; one query for the kinds' names."""
    if not figures:
        return []
    head = ["", *(str(ApplicantKind(name).label) for name in figures["columns"]), _("total")]
    results = AppealResult.values
    appeals = [
        [str(AppealKind(kind).label), *(str(row[name]) for name in results), str(sum(row.values()))]
        for kind, row in figures["appeals"].items()
    ]
    kinds = {kind.code: str(kind) for kind in DisclosureKind.objects.all()}
    items = [
        [kinds.get(code, code), str(row["new"]), str(row["ended"]), str(row["in_force"])]
        for code, row in figures["items"].items()
    ]
    return [
        {
            "title": _("Published by ourselves"),
            "head": [_("Kind"), _("new"), _("withdrawn"), _("in force")],
            "rows": items,
        },
        {"title": pgettext("disclosure", "Requests"), "head": head, "rows": _request_rows(figures)},
        {
            "title": _("Reconsiderations and lawsuits"),
            "head": ["", *(str(AppealResult(name).label) for name in results), _("total")],
            "rows": appeals,
        },
    ]


def report_title(report: DisclosureReport) -> str:
    return _("Report on information disclosure %(year)s") % {"year": report.year}


def report_sections(report: DisclosureReport) -> list[tuple[str, list[str]]]:
    """The sections the unit wrote, without the empty ones."""
    parts = [
        (_("Overview"), report.overview),
        (_("Problems and improvements"), report.problems),
        (_("Other matters"), report.other),
    ]
    return [(title, paragraphs_of(text)) for title, text in parts if text]


def report_pdf(report: DisclosureReport) -> bytes:
    """The report in the reader's language."""
    day = report.published_on or report.as_of
    return render_sheet(
        Sheet(
            title=report_title(report),
            unit=report.unit.name,
            number="",
            language=get_language() or "zh-hans",
            paragraphs=[_("Figures as of %(day)s") % {"day": date_format(report.as_of, "DATE_FORMAT")}],
            signature=[report.unit.name, date_format(day, "DATE_FORMAT")],
            tables=report_tables(report.figures),
            sections=report_sections(report),
        )
    )
