"""The yearly report: computed, approved by another person, published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require
from scicomm.responses.actions import TwoPeople
from scicomm.responses.enums import ReportState
from scicomm.responses.models import DisclosureReport
from scicomm.responses.permissions.disclosure import can_disclose
from scicomm.responses.queries.disclosure.catalogue import figures_of

WRITTEN = audit_entry("responses.disclosure_report.write", gettext_lazy("Write yearly report"), shred=nothing_personal)
STEPPED = audit_entry(
    "responses.disclosure_report.state", gettext_lazy("Approve or publish yearly report"), shred=nothing_personal
)
SECTIONS = ("overview", "problems", "other")


@transaction.atomic
def write_report(
    unit: Unit, year: int, *, as_of: dt.date | None = None, acting_user: Any, **texts: str
) -> DisclosureReport:
    """Compute the report of a year anew as of a day and keep its sections; what was approved must be approved again."""
    require(can_disclose(acting_user, unit))
    today = timezone.localdate()
    as_of = min(as_of or today, dt.date(year, 12, 31))
    if year < 2019 or dt.date(year, 1, 1) > today or as_of > today or as_of.year != year:
        raise ValidationError(_("There is no report of this year as of this day."))
    row, _made = DisclosureReport.objects.select_for_update(of=("self",)).get_or_create(
        unit=unit, year=year, defaults={"as_of": as_of}
    )
    if row.state == ReportState.PUBLIC:
        raise ValidationError(_("This report is public and stays as it is."))
    for name in SECTIONS:
        setattr(row, name, texts.get(name, getattr(row, name)).strip())
    row.as_of, row.figures = as_of, figures_of(unit, year, as_of)
    row.state, row.drafted_by, row.approved_by = ReportState.DRAFT, acting_user, None
    row.save()
    audit(WRITTEN, row, user=acting_user, new={"year": year, "as_of": as_of.isoformat()})
    return row


def _locked(report: DisclosureReport) -> DisclosureReport:
    return DisclosureReport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=report.pk)


@transaction.atomic
def approve_report(report: DisclosureReport, *, acting_user: Any) -> DisclosureReport:
    """Approve a draft; not by its writer."""
    row = _locked(report)
    require(can_disclose(acting_user, row.unit))
    if row.drafted_by_id == acting_user.pk:
        raise TwoPeople(_("Whoever wrote the report does not approve it."))
    if row.state != ReportState.DRAFT:
        raise ValidationError(_("This report is no draft any more."))
    row.state, row.approved_by = ReportState.APPROVED, acting_user
    row.save()
    audit(STEPPED, row, user=acting_user, new=row.state)
    return row


@transaction.atomic
def publish_report(report: DisclosureReport, *, acting_user: Any) -> DisclosureReport:
    """Publish an approved report."""
    row = _locked(report)
    require(can_disclose(acting_user, row.unit))
    if row.state != ReportState.APPROVED:
        raise ValidationError(_("Only an approved report is published."))
    row.state, row.published_on = ReportState.PUBLIC, timezone.localdate()
    row.save()
    audit(STEPPED, row, user=acting_user, new=row.state)
    record(
        facts.DisclosureReportPublished(
            unit_id=row.unit_id, subject=ref("responses", "disclosure_report", row.pk), actor_id=acting_user.pk,
            year=row.year, url=row.get_absolute_url(),
        )
    )  # fmt: skip
    return row
