"""The registry of the walled unit: accounts with what is known of them, inspections, findings, figures, letters."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from scicomm.channels.models import (
    AccountCheck,
    Channel,
    ChannelSecret,
    FigurePull,
    Finding,
    FollowerCount,
    Inspection,
    InspectionRound,
    MatrixNotice,
    OutletLicence,
    PatrolSample,
    PermalinkCheck,
    Release,
    ReleaseFigure,
    Responsible,
)
from tests.walls.world import World, private


def account(world: World) -> Channel:
    """A registered account of the unit; the same each time."""
    found, _new = Channel.objects.get_or_create(
        slug="walls-account",
        defaults={
            "unit": world.unit, "kind": "other", "language": "zh-hans", "name_zh": world.secret("account"),
            "handle": world.secret("handle"), "followers": 77777, "owner": world.officer.person,
        },
    )  # fmt: skip
    return found


@private(ChannelSecret)
def make_secret(world: World) -> ChannelSecret:
    found, _new = ChannelSecret.objects.get_or_create(
        channel=account(world), defaults={"sealed": world.secret("sealed")}
    )
    return found


@private(FollowerCount)
def make_count(world: World) -> FollowerCount:
    return FollowerCount.objects.create(channel=account(world), day=timezone.localdate(), value=8642097, source="hand")


@private(AccountCheck)
def make_check(world: World) -> AccountCheck:
    return AccountCheck.objects.create(
        channel=account(world), batch=uuid.UUID(int=7), words=world.secret("check"), done_at=timezone.now()
    )


@private(OutletLicence)
def make_licence(world: World) -> OutletLicence:
    return OutletLicence.objects.create(
        channel=account(world),
        kind="record",
        number=world.secret("licence"),
        authority="x",
        valid_from=dt.date(2024, 1, 1),
    )


@private(Responsible)
def make_responsible(world: World) -> Responsible:
    return Responsible.objects.create(
        channel=account(world), duty="chief", name=world.secret("chief"), starts_on=dt.date(2024, 1, 1)
    )


@private(Inspection)
def make_inspection(world: World) -> Inspection:
    day = timezone.localdate()
    values = {"questions": [], "hand_in_by": day, "review_by": day, "decide_by": day}
    round_, _new = InspectionRound.objects.get_or_create(year=2025, defaults=values)
    return Inspection.objects.create(
        round=round_, channel=account(world), own_words=world.secret("inspection"), review_words=world.secret("review")
    )


@private(Finding)
def make_finding(world: World) -> Finding:
    return Finding.objects.create(
        unit=world.unit, channel=account(world), kind="name", severity="slight", place=world.secret("place"),
        words=world.secret("finding"), due_on=timezone.localdate() + dt.timedelta(days=9),
    )  # fmt: skip


@private(PatrolSample)
def make_sample(world: World) -> PatrolSample:
    # Read already: who patrols above may mark one as read, and does so here by the bare address.
    return PatrolSample.objects.create(
        month=dt.date(2025, 1, 1), release=world.one(Release), read_at=timezone.now(), read_by=world.officer
    )


@private(PermalinkCheck)
def make_permalink(world: World) -> PermalinkCheck:
    return PermalinkCheck.objects.create(release=world.one(Release), asked_at=timezone.now(), status=200)


@private(ReleaseFigure)
def make_figure(world: World) -> ReleaseFigure:
    return ReleaseFigure.objects.create(
        release=world.one(Release), metric="reads", value=8642097, at=timezone.now(), source="hand"
    )


@private(FigurePull)
def make_pull(world: World) -> FigurePull:
    return FigurePull.objects.create(release=world.one(Release), error=world.secret("pull"))


@private(MatrixNotice)
def make_notice(world: World) -> MatrixNotice:
    return MatrixNotice.objects.create(
        unit=world.unit, person=world.officer.person, about="idle", mark="walls",
        details={"title": world.secret("letter"), "path": "matrix/", "days": 9},
        next_try_at=timezone.now() + dt.timedelta(days=9),
    )  # fmt: skip
