"""Embargoes, the press room, changes after publishing and held files of the walled unit, each with a word of its own."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.assets.models import Hold
from scicomm.newsroom.models import (
    Embargo,
    EmbargoBreach,
    EmbargoMove,
    PressMember,
    PressNotice,
    PressOpening,
    PressShare,
    SealedText,
    StoryChange,
)
from tests.factories.newsroom import dossier
from tests.walls.assets import make_asset
from tests.walls.world import World, private


@private(Embargo)
def find_embargo(world: World) -> Embargo:
    row = Embargo.objects.get(translation_key=world.stories["held"].translation_key)
    Embargo.objects.filter(pk=row.pk).update(reason=world.secret("embargo"))
    return row


@private(EmbargoMove)
def make_move(world: World) -> EmbargoMove:
    row = EmbargoMove.objects.filter(embargo=world.one(Embargo)).earliest("pk")
    EmbargoMove.objects.filter(pk=row.pk).update(reason=world.secret("move"))
    return row


@private(PressMember)
def make_member(world: World) -> PressMember:
    return PressMember.objects.create(
        unit=world.unit, name=world.secret("pressname"), medium=world.secret("medium"), email="zz7qxjpress@paper.example",
        beats=world.secret("beats"), state="suspended", state_reason=world.secret("stopped"), invite_key="0" * 32,
        invited_by=world.officer,
    )  # fmt: skip


@private(PressShare)
def make_share(world: World) -> PressShare:
    return PressShare.objects.create(dossier=dossier(world.stories["held"]), shared_by=world.officer)


@private(PressOpening)
def make_opening(world: World) -> PressOpening:
    return PressOpening.objects.create(
        member=world.one(PressMember), dossier=dossier(world.stories["held"]), file_title=world.secret("openedfile")
    )


@private(PressNotice)
def make_notice(world: World) -> PressNotice:
    return PressNotice.objects.create(
        member=world.one(PressMember), dossier=dossier(world.stories["held"]), kind="moved", key="zz7qxjnotice"
    )


@private(EmbargoBreach)
def make_breach(world: World) -> EmbargoBreach:
    return EmbargoBreach.objects.create(
        dossier=dossier(world.stories["held"]), by_whom=world.secret("breaker"), note=world.secret("breach"),
        evidence_url="https://lake.example/zz7qxjevidence", happened_at=timezone.now() - dt.timedelta(hours=1),
    )  # fmt: skip


@private(StoryChange)
def make_change(world: World) -> StoryChange:
    # One that waits for its review; those that readers were told are public.
    return StoryChange.objects.create(
        dossier=dossier(world.stories["published"]), kind="corrected", note=world.secret("change")
    )


@private(SealedText)
def make_sealed(world: World) -> SealedText:
    return SealedText.objects.create(
        dossier=dossier(world.stories["draft"]), title=world.secret("sealed"), standfirst=world.secret("sealedfirst")
    )


@private(Hold)
def make_hold(world: World) -> Hold:
    return Hold.objects.create(asset=make_asset(world), holder=f"newsroom.story:{world.stories['held'].pk}")
