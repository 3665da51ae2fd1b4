"""The press room: who keeps its members, who may enter, and what a member may open."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone

from scicomm.assets.models import Asset, Hold
from scicomm.facts.base import ref, ref_parts
from scicomm.newsroom.enums import PressState, StoryState
from scicomm.newsroom.models import Dossier, PressMember, PressOpening
from scicomm.newsroom.models.press import terms_in_force
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, allowed, holds, holds_here, units_here, units_under


def press_members_for(user: Any) -> QuerySet[PressMember]:
    """The members whom the units under the user's eyes invited."""
    return PressMember.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related(
        "unit", "invited_by__person"
    )


def get_press_member_for(user: Any, identifier: object) -> PressMember:
    return allowed(press_members_for(user), identifier)


def openings_for(user: Any) -> QuerySet[PressOpening]:
    """The register: openings of the stories of one's units, and by the members one's units answer for, of which a story that
    is not `is_ours` is not named."""
    units = units_under(user, OVERSEERS)
    rows = PressOpening.objects.filter(dossier__unit__in=units) | PressOpening.objects.filter(member__unit__in=units)
    ours = Exists(units.filter(pk=OuterRef("dossier__unit_id")))
    return rows.annotate(is_ours=ours).select_related("member__unit", "dossier__story", "dossier__unit")


def can_invite(user: Any, unit: Unit) -> bool:
    """Editors of the very unit invite, and answer for whom they invite."""
    return holds_here(user, EDITORS, unit)


def units_to_invite(user: Any) -> QuerySet[Unit]:
    return units_here(user, EDITORS)


def can_keep_member(user: Any, member: PressMember) -> bool:
    """Editors of the unit that invited, and of those above, suspend, ban and readmit."""
    return holds(user, EDITORS, member.unit)


def can_write_terms(user: Any) -> bool:
    """Editors of the top unit: there is one press room with one set of terms."""
    return holds_here(user, EDITORS, Unit.get_first_root_node())


def member_of(user: Any) -> PressMember | None:
    """The member an account belongs to, whatever its state."""
    if not getattr(user, "is_authenticated", False):
        return None
    return PressMember.objects.select_related("unit").filter(user=user).first()


def may_enter(member: PressMember | None) -> bool:
    """Whether the doors are open: admitted, not expired, and the terms in force accepted."""
    return (
        member is not None
        and member.state == PressState.ACTIVE
        and not member.is_over(timezone.localdate())
        and member.terms_version == terms_in_force().version
    )


def shared_stories() -> QuerySet[Dossier]:
    """What stands in the press room now: fully signed, held under an embargo that is still to lift, shared and not taken out."""
    return Dossier.objects.filter(
        state=StoryState.HELD,
        embargo_until__gt=timezone.now(),
        press_share__isnull=False,
        press_share__ended_at__isnull=True,
    )


def may_open_held_file(user: Any, media: Any) -> bool:
    """Whether a file stands in a story of the press room that this member may open; the opening is noted with the story."""
    if not may_enter(member_of(user)):
        return False
    holders = Hold.objects.filter(asset=getattr(media, "asset", None)).values_list("holder", flat=True)
    stories = [int(number) for kind, number in map(ref_parts, holders) if kind == "newsroom.story" and number.isdigit()]
    return shared_stories().filter(story_id__in=stories).exists()


def get_shared_file_for(user: Any, story_id: object, asset_id: object) -> tuple[PressMember, Dossier, Asset]:
    """A file of a story of the press room: one that the story itself holds, and no other."""
    member, dossier = get_shared_story_for(user, story_id)
    rows = Asset.objects.filter(holds__holder=ref("newsroom", "story", dossier.story_id))
    return member, dossier, allowed(rows.select_related("image", "document", "recording"), asset_id)


def get_shared_story_for(user: Any, identifier: object) -> tuple[PressMember, Dossier]:
    """A story of the press room for a member who may enter; for everybody else it is not there."""
    member = member_of(user)
    if member is None or not may_enter(member):
        raise Http404
    rows = shared_stories().select_related("unit", "story", "article__journal", "reviewed_revision")
    found = rows.filter(story_id=int(str(identifier))).first() if str(identifier).isdigit() else None
    if found is None:
        raise Http404
    return member, found
