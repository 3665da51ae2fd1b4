"""Journals, their issues, and the disciplines articles are sorted by."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window
from scicomm.core.api import later as _
from scicomm.core.models import Subject
from scicomm.journals.api.showing import journal_out, subject_out
from scicomm.journals.models import Journal
from scicomm.journals.permissions import get_public_journal
from scicomm.journals.queries import issues_of, journals_listed
from scicomm.journals.schemas import IssuesOut, JournalOut, SubjectOut

router = Router(tags=["journals"])


class JournalFilters(Schema):
    """Which journals are asked for."""

    unit: str = Field("", max_length=60, description=_("Short address of the unit that publishes it"))
    issn: str = Field("", max_length=9, description=_("Printed or electronic ISSN"))


@router.get(
    "/journals", response={200: Page[JournalOut], **summary_of(400, 422)}, url_name="journals",
    operation_id="listJournals", summary=_("Journals"),
)  # fmt: skip
def journals(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[JournalFilters]) -> Any:
    rows = journals_listed().prefetch_related("subjects")
    if filters.unit:
        rows = rows.filter(unit__slug=filters.unit)
    if filters.issn:
        rows = rows.filter(issn=filters.issn) | rows.filter(eissn=filters.issn)
    return window(request, response, rows, asked, ("slug",), journal_out)


@router.get(
    "/journals/{slug:slug}", response={200: JournalOut, **summary_of(404)}, url_name="journal",
    operation_id="getJournal", summary=_("One journal"),
)  # fmt: skip
def journal(request: HttpRequest, slug: str) -> Any:
    found: Journal | None = journals_listed().prefetch_related("subjects").filter(slug=slug).first()
    if found is None:
        raise ApiProblem("not-found")
    return journal_out(found)


class IssueFilters(Schema):
    """Which issues are asked for."""

    year: int | None = Field(None, ge=1500, le=2999, description=_("Year of publication"))


@router.get(
    "/journals/{slug:slug}/issues", response={200: IssuesOut, **summary_of(404, 422)}, url_name="issues",
    operation_id="listIssues", summary=_("The issues of a journal, newest first, 200 at most"),
)  # fmt: skip
def issues(request: HttpRequest, slug: str, filters: Query[IssueFilters]) -> Any:
    return {"items": issues_of(get_public_journal(slug), filters.year)}


class SubjectsOut(Schema):
    """All disciplines."""

    items: list[SubjectOut]


@router.get(
    "/subjects", response={200: SubjectsOut, **summary_of()}, url_name="subjects", operation_id="listSubjects",
    summary=_("Disciplines by which articles are sorted (GB/T 13745-2009)"),
)  # fmt: skip
def subjects(request: HttpRequest) -> Any:
    return {"items": [subject_out(subject) for subject in Subject.objects.filter(is_active=True).order_by("code")]}
