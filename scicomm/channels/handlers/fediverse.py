"""What our actors say because of facts: a delivered release is said, a change is said anew, a withdrawal taken back."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from scicomm.channels import actions
from scicomm.channels.enums import ChannelKind
from scicomm.channels.models import Post, Release
from scicomm.channels.queries.fediverse import releases_to_say, said_of
from scicomm.core.ledger import on
from scicomm.facts.base import Fact, ref_parts
from scicomm.facts.channels import ReleaseDelivered, ReleaseRecalled
from scicomm.facts.newsroom import StoryCorrected, StoryKilled, StoryUpdated, StoryWithdrawn
from scicomm.newsroom.models import Dossier


def _release(fact: Fact) -> Release | None:
    rows = Release.objects.filter(channel__kind=ChannelKind.FEDIVERSE, channel__actor__isnull=False)
    return rows.filter(pk=int(ref_parts(fact.subject)[1])).first()


@on(ReleaseDelivered)
def say_release(fact: ReleaseDelivered, *, delivery_id: int) -> None:
    """A release that reached its channel is said by the channel's actor; one that comes late finds how it stands now."""
    release = _release(fact)
    if release:
        actions.publish_post(release, said_of(release))


@on(ReleaseRecalled)
def take_back_release(fact: ReleaseRecalled, *, delivery_id: int) -> None:
    """A recalled release is taken back, unless it was released again since."""
    release = _release(fact)
    if release and release not in releases_to_say(release.dossier_id):
        actions.withdraw_post(release)


@on(StoryCorrected, StoryUpdated)
def say_change(fact: StoryCorrected | StoryUpdated, *, delivery_id: int) -> None:
    """A changed story is said anew wherever it was said."""
    for release in _said(fact):
        actions.publish_post(release, said_of(release))


@on(StoryWithdrawn, StoryKilled)
def take_back_story(fact: StoryWithdrawn | StoryKilled, *, delivery_id: int) -> None:
    """A withdrawn story is taken back at once, whatever becomes of its releases."""
    for release in _of_story(fact):
        if said_of(release) is None:
            actions.withdraw_post(release)


def _of_story(fact: Fact) -> list[Release]:
    rows = Release.objects.filter(dossier__story_id=int(ref_parts(fact.subject)[1]))
    standing = Post.objects.filter(release=OuterRef("pk"), deleted_at__isnull=True)
    return list(rows.filter(Exists(standing)))


def _said(fact: Fact) -> list[Release]:
    dossier = Dossier.objects.filter(story_id=int(ref_parts(fact.subject)[1])).first()
    return releases_to_say(dossier.pk) if dossier else []
