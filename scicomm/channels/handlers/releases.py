"""What the channels do because of facts: units get channels; stories are released, corrected, recalled."""

from __future__ import annotations

from scicomm.channels import actions
from scicomm.core.ledger import on
from scicomm.facts.assets import AssetUseEnded
from scicomm.facts.base import Fact, ref_parts
from scicomm.facts.newsroom import (
    StoryAdoptionEnded,
    StoryCorrected,
    StoryKilled,
    StoryPublished,
    StoryTakenUp,
    StoryUpdated,
    StoryWithdrawn,
)
from scicomm.facts.organisation import UnitCreated
from scicomm.newsroom.models import Dossier
from scicomm.newsroom.queries import adopters_of
from scicomm.organisation.models import Unit


def _dossier(fact: Fact) -> Dossier | None:
    return Dossier.objects.filter(story_id=int(ref_parts(fact.subject)[1])).first()


@on(UnitCreated)
def on_unit_created(fact: UnitCreated, *, delivery_id: int) -> None:
    """A new unit gets its channels."""
    unit = Unit.objects.filter(pk=ref_parts(fact.subject)[1]).first()
    if unit:
        actions.ensure_channels(unit)


@on(StoryPublished)
def on_story_published(fact: StoryPublished, *, delivery_id: int) -> None:
    """A public story goes out on its channels."""
    dossier = _dossier(fact)
    if dossier:
        actions.release_story(dossier)


@on(StoryTakenUp, StoryAdoptionEnded)
def on_story_adopted(fact: StoryTakenUp | StoryAdoptionEnded, *, delivery_id: int) -> None:
    """A unit's channels hold what it adopted, for as long as it does; facts that come late or twice find how it stands now."""
    dossier, unit = _dossier(fact), Unit.objects.filter(pk=fact.unit_id).first()
    if dossier is None or unit is None:
        return
    if adopters_of(dossier).filter(pk=unit.pk).exists():
        actions.release_adopted(dossier, unit)
    else:
        actions.recall_adopted(dossier, unit)


@on(StoryCorrected, StoryUpdated)
def on_story_corrected(fact: StoryCorrected | StoryUpdated, *, delivery_id: int) -> None:
    """A correction or an update goes wherever the story went."""
    dossier = _dossier(fact)
    if dossier:
        actions.correct_releases(dossier)


@on(StoryWithdrawn, StoryKilled)
def on_story_withdrawn(fact: StoryWithdrawn | StoryKilled, *, delivery_id: int) -> None:
    """A withdrawn or killed story is recalled wherever it went."""
    dossier = _dossier(fact)
    if dossier:
        actions.recall_releases(dossier)


@on(AssetUseEnded)
def on_asset_use_ended(fact: AssetUseEnded, *, delivery_id: int) -> None:
    """Feeds and newsletters that carried a story with the asset each get a take-down; the website has its own."""
    actions.ask_take_downs(int(ref_parts(fact.subject)[1]), fact.because, fact.words, fact.pages)
