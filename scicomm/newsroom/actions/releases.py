"""The one door to the public: publishing, holding, correcting, updating, withdrawing; embargoes stand in embargoes.py."""

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
from scicomm.newsroom.actions.rounds import missing_in
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.enums import TAKEN_BACK, ChangeKind, Step, StoryState, TopicState
from scicomm.newsroom.models import DOOR, Dossier, StoryChange, StoryPage, Topic
from scicomm.newsroom.permissions import can_withdraw
from scicomm.newsroom.rules import is_embargoed
from scicomm.newsroom.rules.embargoes import held_until
from scicomm.organisation.permissions import require

PUBLISHED = audit_entry("newsroom.story.publish", gettext_lazy("Publish story"), shred=nothing_personal)
HELD = audit_entry("newsroom.story.hold", gettext_lazy("Hold under embargo"), shred=nothing_personal)
WITHDRAWN = audit_entry("newsroom.story.withdraw", gettext_lazy("Withdraw story"), shred=nothing_personal)
PUBLIC = [
    "state", "published_at", "corrected_at", "change_kind", "correction_note", "paper_notice_dealt_at", "changed_at",
]  # fmt: skip


class NotReviewed(ValidationError):
    """The revision lacks a signature that its plan requires."""


def _fully_signed(dossier: Dossier) -> Revision:
    """The revision that has every signature its plan requires."""
    revision, missing = dossier.reviewed_revision, missing_in(dossier)
    if revision is None or missing:
        raise NotReviewed(_("The %(step)s is missing.") % {"step": Step(missing[0] if missing else Step.FIRST).label})
    return revision


def go_public(dossier: Dossier, *, acting_user: Any) -> Dossier:
    """Publish a fully signed revision, or hold it. Call with the dossier locked, inside a transaction."""
    revision = _fully_signed(dossier)
    until = held_until(dossier.embargo_until, dossier.release_at) if dossier.published_at is None else None
    if until is None or not is_embargoed(until, timezone.now()):
        return _publish(dossier, revision, acting_user)
    dossier.state = StoryState.HELD
    dossier.save(update_fields=["state", "changed_at"])
    audit(HELD, dossier.story, user=acting_user, new=until.isoformat())
    record(
        facts.StoryHeld(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id),
            actor_id=getattr(acting_user, "pk", None), embargo_until=until.isoformat(),
        )
    )  # fmt: skip
    return dossier


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
        _changed(dossier, revision, now, acting_user)
    dossier.save(update_fields=PUBLIC)
    audit(PUBLISHED, story, user=acting_user, new=revision.pk)
    actor = getattr(acting_user, "pk", None)
    subject = ref("newsroom", "story", story.pk)
    if not first:
        stated = facts.StoryUpdated if dossier.change_kind == ChangeKind.UPDATED else facts.StoryCorrected
        record(
            stated(
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


def _changed(dossier: Dossier, revision: Revision, now: dt.datetime, acting_user: Any) -> None:
    """What readers are told of a later version: the change that was proposed with it, or else a correction."""
    change = StoryChange.objects.filter(dossier=dossier, told_at=None).first()
    if change is None:
        change = StoryChange(dossier=dossier, kind=ChangeKind.CORRECTED, note=dossier.correction_note)
        if dossier.changes.filter(note=change.note).exists():
            change.note = ""  # that of an earlier correction, which said nothing of this one
    change.told_at, change.revision_id = now, revision.pk
    change.made_by = change.made_by or (acting_user if getattr(acting_user, "pk", None) else None)
    change.save()
    dossier.corrected_at, dossier.change_kind, dossier.correction_note = now, change.kind, change.note
    _notice_answered(dossier, now, by=revision.created_at)


def _notice_answered(dossier: Dossier, now: dt.datetime, *, by: dt.datetime) -> None:
    """A correction that was written after something happened to the paper is an answer to it, and so is a withdrawal."""
    if dossier.notice_waits and dossier.paper_notice_at and by >= dossier.paper_notice_at:
        dossier.paper_notice_dealt_at = now


@transaction.atomic
def publish_story(story: StoryPage, *, acting_user: Any) -> Dossier:
    """Publish a held story whose embargo has lifted, or one whose reviews are complete; refuses anything less."""
    dossier = locked_dossier(story)
    if dossier.state == StoryState.PUBLISHED:
        return dossier
    return go_public(dossier, acting_user=acting_user)


@transaction.atomic
def withdraw_story(story: StoryPage, *, acting_user: Any, reason: str) -> Dossier:
    """Take a story back. The address of a public one stays and says so, and wherever it went, a recall follows; of one that was
    held nothing is ever shown."""
    dossier = locked_dossier(story)
    if dossier.state in TAKEN_BACK:
        return dossier
    require(can_withdraw(acting_user, dossier))
    if not reason.strip():
        raise ValidationError(_("Say why: readers will see it where the story was."))
    page = StoryPage.objects.get(pk=story.pk)
    if page.live:
        with held_open(DOOR):
            UnpublishPageAction(page, user=acting_user).execute(skip_permission_checks=True)
    dossier.state = StoryState.WITHDRAWN
    dossier.withdrawn_at, dossier.withdrawal_reason = timezone.now(), reason.strip()
    _notice_answered(dossier, dossier.withdrawn_at, by=dossier.withdrawn_at)
    dossier.save(update_fields=["state", "withdrawn_at", "withdrawal_reason", "paper_notice_dealt_at", "changed_at"])
    note_taken_back(dossier, ChangeKind.WITHDRAWN, acting_user)
    audit(WITHDRAWN, page, user=acting_user, new=reason)
    record(
        facts.StoryWithdrawn(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", page.pk), actor_id=acting_user.pk,
            reason=dossier.withdrawal_reason,
        )
    )  # fmt: skip
    return dossier


def note_taken_back(dossier: Dossier, kind: ChangeKind, acting_user: Any) -> None:
    """The last line of a story's public log; what waited to be told with a later version is told no more."""
    StoryChange.objects.filter(dossier=dossier, told_at=None).delete()
    StoryChange.objects.create(
        dossier=dossier, kind=kind, note=dossier.withdrawal_reason, told_at=dossier.withdrawn_at, made_by=acting_user
    )
