"""The one door to the public: publishing, holding, lifting, correcting, withdrawing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.doors import held_open
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.enums import Step, StoryState, TopicState, Verdict
from scicomm.newsroom.models import DOOR, Dossier, StoryPage, Topic
from scicomm.newsroom.permissions import can_set_embargo, can_withdraw
from scicomm.newsroom.rules import is_embargoed, next_step
from scicomm.organisation.permissions import require

PUBLISHED = audit_entry("newsroom.story.publish", gettext_lazy("Publish story"), shred=nothing_personal)
HELD = audit_entry("newsroom.story.hold", gettext_lazy("Hold under embargo"), shred=nothing_personal)
EMBARGOED = audit_entry("newsroom.story.embargo", gettext_lazy("Set embargo"), shred=nothing_personal)
WITHDRAWN = audit_entry("newsroom.story.withdraw", gettext_lazy("Withdraw story"), shred=nothing_personal)


class NotReviewed(ValidationError):
    """The revision does not have all three signatures."""


def _fully_signed(dossier: Dossier) -> Revision:
    """The revision that all three signatures speak of."""
    revision = dossier.reviewed_revision
    signed = dossier.sign_offs.filter(revision=revision, verdict=Verdict.APPROVED).values_list("step", flat=True)
    missing = next_step(signed) if revision else Step.FIRST
    if revision is None or missing is not None:
        raise NotReviewed(_("The %(step)s is missing.") % {"step": Step(missing or Step.FIRST).label})
    return revision


def go_public(dossier: Dossier, *, acting_user: Any) -> Dossier:
    """Publish a fully signed revision, or hold it. Call with the dossier locked, inside a transaction."""
    revision = _fully_signed(dossier)
    if is_embargoed(dossier.embargo_until, timezone.now()) and dossier.embargo_until:
        dossier.state = StoryState.HELD
        dossier.save(update_fields=["state", "changed_at"])
        audit(HELD, dossier.story, user=acting_user, new=dossier.embargo_until.isoformat())
        record(
            facts.StoryHeld(
                unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id),
                actor_id=getattr(acting_user, "pk", None), embargo_until=dossier.embargo_until.isoformat(),
            )
        )  # fmt: skip
        return dossier
    return _publish(dossier, revision, acting_user)


def _publish(dossier: Dossier, revision: Revision, acting_user: Any) -> Dossier:
    first = dossier.published_at is None
    now = timezone.now()
    with held_open(DOOR):
        revision.publish(user=acting_user, skip_permission_checks=True)
    story = StoryPage.objects.get(pk=dossier.story_id)
    dossier.state = StoryState.PUBLISHED
    if first:
        dossier.published_at = now
    else:
        dossier.corrected_at = now
        _notice_answered(dossier, now, by=revision.created_at)
    dossier.save(update_fields=["state", "published_at", "corrected_at", "paper_notice_dealt_at", "changed_at"])
    audit(PUBLISHED, story, user=acting_user, new=revision.pk)
    actor = getattr(acting_user, "pk", None)
    subject = ref("newsroom", "story", story.pk)
    if not first:
        record(
            facts.StoryCorrected(
                unit_id=dossier.unit_id, subject=subject, actor_id=actor, revision_id=revision.pk,
                note=dossier.correction_note,
            )
        )  # fmt: skip
        return dossier
    if dossier.topic_id:
        Topic.objects.filter(pk=dossier.topic_id).update(state=TopicState.TOLD)
    origins = []
    if dossier.topic_id:
        origins.append(ref("newsroom", "topic", dossier.topic_id))
    if dossier.article_id:
        origins.append(ref("journals", "article", dossier.article_id))
    record(
        facts.StoryPublished(
            unit_id=dossier.unit_id, subject=subject, about=tuple(origins), actor_id=actor, title=story.title,
            url=story.get_url() or "", language=dossier.language, revision_id=revision.pk,
        )
    )  # fmt: skip
    return dossier


def _notice_answered(dossier: Dossier, now: dt.datetime, *, by: dt.datetime) -> None:
    """A correction that was written after something happened to the paper is an answer to it, and so is a withdrawal."""
    if dossier.notice_waits and dossier.paper_notice_at and by >= dossier.paper_notice_at:
        dossier.paper_notice_dealt_at = now


@transaction.atomic
def set_embargo(story: StoryPage, *, until: dt.datetime | None, acting_user: Any) -> Dossier:
    """Set or lift the minute before which nobody outside sees the story; not after it was published. Lifting it from a story that
    was held, its reviews complete, publishes it."""
    dossier = locked_dossier(story)
    require(can_set_embargo(acting_user, dossier))
    if until is not None and until <= timezone.now():
        raise ValidationError(_("An embargo lies in the future."))
    old, dossier.embargo_until = dossier.embargo_until, until
    dossier.save(update_fields=["embargo_until", "changed_at"])
    audit(
        EMBARGOED, story, user=acting_user, old=old.isoformat() if old else "none",
        new=until.isoformat() if until else "none",
    )  # fmt: skip
    if dossier.state == StoryState.HELD and not is_embargoed(until, timezone.now()):
        return go_public(dossier, acting_user=acting_user)
    return dossier


@transaction.atomic
def publish_story(story: StoryPage, *, acting_user: Any) -> Dossier:
    """Publish a held story whose embargo has lifted, or one whose reviews are complete; refuses anything less."""
    dossier = locked_dossier(story)
    if dossier.state == StoryState.PUBLISHED:
        return dossier
    return go_public(dossier, acting_user=acting_user)


def lift_embargoes(*, limit: int = 100) -> int:
    """Publish every held story whose minute has come, each in its own transaction; returns how many."""
    due = Dossier.objects.filter(state=StoryState.HELD, embargo_until__lte=timezone.now())
    lifted = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            dossier = Dossier.objects.select_for_update(of=("self",)).select_related("unit", "story").get(pk=pk)
            if dossier.state == StoryState.HELD and not is_embargoed(dossier.embargo_until, timezone.now()):
                _publish(dossier, _fully_signed(dossier), None)
                lifted += 1
    return lifted


@transaction.atomic
def withdraw_story(story: StoryPage, *, acting_user: Any, reason: str) -> Dossier:
    """Take a public story back. Its address stays and says so; wherever it went, a recall follows."""
    dossier = locked_dossier(story)
    if dossier.state == StoryState.WITHDRAWN:
        return dossier
    require(can_withdraw(acting_user, dossier))
    if not reason.strip():
        raise ValidationError(_("Say why: readers will see it where the story was."))
    page = StoryPage.objects.get(pk=story.pk)
    with held_open(DOOR):
        UnpublishPageAction(page, user=acting_user).execute(skip_permission_checks=True)
    dossier.state = StoryState.WITHDRAWN
    dossier.withdrawn_at, dossier.withdrawal_reason = timezone.now(), reason.strip()
    _notice_answered(dossier, dossier.withdrawn_at, by=dossier.withdrawn_at)
    dossier.save(update_fields=["state", "withdrawn_at", "withdrawal_reason", "paper_notice_dealt_at", "changed_at"])
    audit(WITHDRAWN, page, user=acting_user, new=reason)
    record(
        facts.StoryWithdrawn(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", page.pk), actor_id=acting_user.pk,
            reason=dossier.withdrawal_reason,
        )
    )  # fmt: skip
    return dossier
