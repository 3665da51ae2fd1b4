"""Figures of releases: kept with moment and source; when the platform is asked again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.enums import FigureSource, ReleaseState
from scicomm.channels.models import Channel, FigurePull, Release, ReleaseFigure
from scicomm.channels.permissions import can_enter_figures
from scicomm.channels.queries.accounts import askable
from scicomm.channels.rules import measures as rules
from scicomm.channels.rules.packages import Ability, Figure
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.permissions import require

FIGURES_ENTERED = audit_entry("channels.figures.enter", gettext_lazy("Enter figures"), shred=nothing_personal)
OUT = (ReleaseState.SENT, ReleaseState.VISIBLE)
# A platform that answers with thousands of old posts must not hold a transaction open for long.
A_PLAN = 500


@transaction.atomic
def record_figures(
    release: Release, figures: Iterable[Figure], *, source: str, is_estimate: bool = False, acting_user: Any = None
) -> int:
    """Keep numbers of a release; the same number of the same moment is kept once. Returns how many are new.

    For handlers and jobs of higher rooms too (`source=FigureSource.OWN` for our own log); with an `acting_user` the right is
    asked and the entry audited. The newest by its own moment is marked, whichever order they come in.
    """
    row = Release.objects.select_for_update(of=("self",)).select_related("channel__unit").get(pk=release.pk)
    if acting_user is not None:
        require(can_enter_figures(acting_user, row.channel))
    given = [figure for figure in figures if figure.metric != "followers"]
    wrong = sorted({figure.metric for figure in given} - set(rules.METRICS))
    if wrong or any(figure.value < 0 for figure in given) or source not in FigureSource.values:
        raise ValidationError(_("Not a figure that is kept: %(names)s") % {"names": ", ".join(wrong) or source})
    made = sum(_keep(row, figure, source, is_estimate) for figure in given)
    if made and acting_user is not None:
        said = {figure.metric: figure.value for figure in given}
        audit(FIGURES_ENTERED, row, user=acting_user, new=said, source=source, is_estimate=is_estimate)
    return made


@transaction.atomic
def record_figure_lines(lines: Iterable[tuple[Release, Figure, bool]], *, acting_user: Any) -> int:
    """Keep the figures of a file by hand, all or none; the right is asked for each. Returns how many are new or changed."""
    return sum(
        record_figures(release, [figure], source=FigureSource.HAND, is_estimate=is_estimate, acting_user=acting_user)
        for release, figure, is_estimate in lines
    )


def _keep(release: Release, figure: Figure, source: str, is_estimate: bool) -> int:
    rows = ReleaseFigure.objects.filter(release=release, metric=figure.metric, source=source, is_estimate=is_estimate)
    same = rows.filter(at=figure.at).first()
    if same is not None:
        if same.value == figure.value:
            return 0
        same.value, same.entered_at = figure.value, timezone.now()
        same.save(update_fields=["value", "entered_at"])
        return 1
    newest = rows.filter(is_latest=True).first()
    is_latest = newest is None or newest.at < figure.at
    if newest is not None and is_latest:
        newest.is_latest = False
        newest.save(update_fields=["is_latest"])
    ReleaseFigure.objects.create(
        release=release,
        metric=figure.metric,
        value=figure.value,
        at=figure.at,
        source=source,
        is_estimate=is_estimate,
        is_latest=is_latest,
    )
    return 1


@transaction.atomic
def plan_pulls(now: dt.datetime) -> int:
    """Write down when the platform is asked for the numbers of each release that is out; those written down stay. How many are
    new."""
    channels = Channel.objects.filter(askable(Ability.MEASURE), closed_at=None)
    rows = Release.objects.filter(channel__in=channels, state__in=OUT, sent_at__isnull=False, pull=None)
    made = []
    for pk, sent_at in rows.values_list("pk", "sent_at")[:A_PLAN]:
        if sent_at is None:
            continue
        step = rules.step_after(sent_at, now)
        # One that is older than the last step is asked once: its numbers were never taken.
        step = min(step, len(rules.ASK_AT) - 1)
        made.append(FigurePull(release_id=pk, step=step, next_at=rules.next_ask(sent_at, step)))
    FigurePull.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _locked(pull: FigurePull) -> FigurePull:
    return FigurePull.objects.select_for_update(of=("self",)).select_related("release").get(pk=pull.pk)


@transaction.atomic
def keep_pull(pull: FigurePull, figures: Iterable[Figure]) -> int:
    """The platform answered: keep its numbers, and when to ask next."""
    row = _locked(pull)
    made = record_figures(row.release, figures, source=FigureSource.PLATFORM)
    _next(row)
    return made


def _next(row: FigurePull) -> None:
    sent_at = row.release.sent_at
    row.failures, row.error = 0, ""
    row.step = max(row.step + 1, rules.step_after(sent_at, timezone.now()) if sent_at else len(rules.ASK_AT))
    row.next_at = rules.next_ask(sent_at, row.step) if sent_at else None
    row.save()


@transaction.atomic
def keep_pull_failure(pull: FigurePull, words: str, wait: int | None = None) -> FigurePull:
    """The platform did not answer: ask again later; after several failures this step is left out."""
    row = _locked(pull)
    row.failures += 1
    if row.failures >= rules.MOST_FAILURES:
        _next(row)
        row.error = words[:300]
        row.save(update_fields=["error"])
        return row
    row.error, row.next_at = words[:300], rules.retry_at(timezone.now(), row.failures, wait)
    row.save()
    return row
