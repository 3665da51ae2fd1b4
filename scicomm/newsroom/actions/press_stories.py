"""Stories in the press room: shared, taken out, opened; and embargoes that were broken."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.models import Asset
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.embargoes import lift_embargo
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.enums import BreachOutcome, StoryState
from scicomm.newsroom.models import Dossier, EmbargoBreach, PressMember, PressOpening, PressShare, StoryPage
from scicomm.newsroom.permissions.embargoes import can_share, may_hold
from scicomm.newsroom.permissions.press import may_enter
from scicomm.newsroom.rules import is_embargoed
from scicomm.organisation.permissions import require

SHARED = audit_entry("newsroom.story.share", gettext_lazy("Share with the press room"), shred=nothing_personal)
BROKEN = audit_entry("newsroom.story.breach", gettext_lazy("Embargo broken"), shred=nothing_personal)


@transaction.atomic
def share_with_press(story: StoryPage, *, acting_user: Any) -> PressShare:
    """Show a held story to the press room; again changes nothing. Refuses one without its final review or without an embargo."""
    dossier = locked_dossier(story)
    require(can_share(acting_user, dossier))
    if dossier.state != StoryState.HELD:
        raise ValidationError(
            _("Only a story whose final review is done, and that waits for its embargo, is shown to the press.")
        )
    if not is_embargoed(dossier.embargo_until, timezone.now()) or dossier.embargo_until is None:
        raise ValidationError(_("Without an embargo there is nothing to keep: publish the story instead."))
    share = PressShare.objects.filter(dossier=dossier).first() or PressShare(dossier=dossier)
    if share.pk and share.ended_at is None:
        return share
    share.shared_by, share.shared_at, share.ended_at = acting_user, timezone.now(), None
    share.save()
    audit(SHARED, dossier.story, user=acting_user, new="shared")
    record(
        facts.StoryShared(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), actor_id=acting_user.pk,
            until=dossier.embargo_until.isoformat(),
        )
    )  # fmt: skip
    return share


@transaction.atomic
def unshare_with_press(story: StoryPage, *, acting_user: Any) -> None:
    """Take a story out of the press room; who opened it stays in the register."""
    dossier = locked_dossier(story)
    require(can_share(acting_user, dossier))
    if PressShare.objects.filter(dossier=dossier, ended_at=None).update(ended_at=timezone.now()):
        audit(SHARED, dossier.story, user=acting_user, new="taken out")
        subject = ref("newsroom", "story", dossier.story_id)
        record(facts.StoryUnshared(unit_id=dossier.unit_id, subject=subject, actor_id=acting_user.pk))


@transaction.atomic
def note_press_opening(member: PressMember, dossier: Dossier, *, asset: Asset | None = None) -> PressOpening:
    """A line in the register, each time. Refuses whom the door is closed to."""
    require(may_enter(member))
    return PressOpening.objects.create(
        member=member, dossier=dossier, asset=asset, file_title=asset.title if asset else "",
        revision_id=dossier.reviewed_revision_id,
    )  # fmt: skip


@transaction.atomic
def record_breach(
    story: StoryPage, *, by_whom: str, acting_user: Any, evidence_url: str = "", note: str = "",
    member: PressMember | None = None, happened_at: dt.datetime | None = None,
) -> EmbargoBreach:  # fmt: skip
    """Somebody told the story before its time. What follows (lift, kill, or keep) is decided at once, from the same page."""
    dossier = locked_dossier(story)
    require(may_hold(acting_user, dossier))
    if not is_embargoed(dossier.embargo_until, timezone.now()):
        raise ValidationError(_("This story is under no embargo that could be broken."))
    if not by_whom.strip() and member is None:
        raise ValidationError({"by_whom": _("Say who told it.")})
    happened_at = happened_at or timezone.now()
    if happened_at > timezone.now():
        raise ValidationError({"happened_at": _("This moment is still to come.")})
    row = EmbargoBreach(
        dossier=dossier, until=dossier.embargo_until, by_whom=by_whom.strip() or str(member), member=member,
        evidence_url=evidence_url.strip(), note=note.strip(), happened_at=happened_at, recorded_by=acting_user,
    )  # fmt: skip
    row.full_clean(exclude=["dossier", "member", "recorded_by"])
    row.save()
    audit(BROKEN, dossier.story, user=acting_user, new={"by": row.by_whom, "evidence": row.evidence_url})
    record(
        facts.EmbargoBroken(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), actor_id=acting_user.pk,
            by_whom=row.by_whom, evidence=row.evidence_url,
        )
    )  # fmt: skip
    return row


@transaction.atomic
def decide_breach(breach: EmbargoBreach, *, outcome: BreachOutcome, acting_user: Any) -> EmbargoBreach:
    """Say what was done about a broken embargo; lifting and killing themselves are acts of their own."""
    row = EmbargoBreach.objects.select_for_update(of=("self",)).select_related("dossier__unit").get(pk=breach.pk)
    require(may_hold(acting_user, row.dossier))
    if row.outcome != outcome:
        old, row.outcome = row.outcome, outcome
        row.save(update_fields=["outcome"])
        audit(BROKEN, row, user=acting_user, old=old, new=outcome.value)
    return row


@transaction.atomic
def lift_after_breach(breach: EmbargoBreach, *, acting_user: Any) -> EmbargoBreach:
    """An embargo that was broken keeps nothing: lift it now, and say that this is why."""
    reason = _("The embargo was broken by %(whom)s.") % {"whom": breach.by_whom}
    lift_embargo(breach.dossier.story, acting_user=acting_user, reason=reason)
    return decide_breach(breach, outcome=BreachOutcome.LIFTED, acting_user=acting_user)
