"""What the channels do because of facts: units get channels; stories are released, corrected, recalled."""

from __future__ import annotations

from scicomm.channels import actions
from scicomm.core.ledger import on
from scicomm.facts.base import Fact, ref_parts
from scicomm.facts.newsroom import StoryCorrected, StoryPublished, StoryWithdrawn
from scicomm.facts.organisation import UnitCreated
from scicomm.newsroom.models import Dossier
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


@on(StoryCorrected)
def on_story_corrected(fact: StoryCorrected, *, delivery_id: int) -> None:
    """A correction goes wherever the story went."""
    dossier = _dossier(fact)
    if dossier:
        actions.correct_releases(dossier)


@on(StoryWithdrawn)
def on_story_withdrawn(fact: StoryWithdrawn, *, delivery_id: int) -> None:
    """A withdrawn story is recalled wherever it went."""
    dossier = _dossier(fact)
    if dossier:
        actions.recall_releases(dossier)
