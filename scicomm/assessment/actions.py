"""Every change of state of the assessment: computing a year and keeping the record of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.assessment.models import AssessmentRun, Indicator, Score, ScoreFact
from scicomm.assessment.permissions import can_compute
from scicomm.assessment.queries import indicators_for, latest_run, outcomes_of
from scicomm.assessment.rules import Outcome, checksum
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts.assessment import ScoresComputed
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

COMPUTED = audit_entry("assessment.run.compute", gettext_lazy("Compute scores"), shred=nothing_personal)


class NoIndicators(LookupError):
    """There is no indicator to compute with, or no unit to compute for."""


@transaction.atomic
def compute_scores(year: int, acting_user: Any = None) -> AssessmentRun:
    """Count a year for every unit and keep the result with its evidence.

    The system (no user) does it every night, an assessor at any time. The same facts and indicators give the same checksum, and
    then the run that is there, confirmed; only something new makes a new run. What differs from the record before is stated, also
    when it is an earlier result come back. Raises NoIndicators without any to count by.
    """
    require(acting_user is None or can_compute(acting_user))
    units = {unit.pk: unit for unit in Unit.objects.filter(is_active=True).order_by("path")}
    indicators = indicators_for(year)
    if not indicators or not units:
        raise NoIndicators(f"nothing to compute {year} with")
    results = outcomes_of(year, list(units), indicators)
    rows = [(units[pk].slug, one) for pk, outcomes in results.items() for one in outcomes]
    version = indicators[0].version
    before = latest_run(year)
    run, created = AssessmentRun.objects.get_or_create(
        year=year,
        checksum=checksum(year, version, rows),
        defaults={"indicator_version": version, "computed_by": acting_user},
    )
    if created:
        _keep(run, units, indicators, results)
    else:
        run.confirmed_at = timezone.now()
        run.save(update_fields=["confirmed_at"])
        if before == run:
            return run
    audit(COMPUTED, run, user=acting_user, new=run.checksum)
    record(
        ScoresComputed(
            unit_id=next(iter(units)),
            subject=ref("assessment", "run", run.pk),
            actor_id=getattr(acting_user, "pk", None),
            year=year,
            checksum=run.checksum,
        )
    )
    return run


def _keep(
    run: AssessmentRun,
    units: Mapping[int, Unit],
    indicators: Sequence[Indicator],
    results: Mapping[int, Sequence[Outcome]],
) -> None:
    by_code = {indicator.code: indicator for indicator in indicators}
    for pk, outcomes in results.items():
        for one in outcomes:
            score = Score.objects.create(
                run=run, unit=units[pk], indicator=by_code[one.code], value=one.value, base=one.base, points=one.points
            )
            ScoreFact.objects.bulk_create(ScoreFact(score=score, fact_id=fact) for fact in one.facts)
