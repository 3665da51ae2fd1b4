"""Embargoes: set, moved, lifted early with a reason, followed from the journal, lifted by the clock; and when one was broken."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.embargo_rows import clear_embargo, covered, locked_with_twins, open_embargo, write_embargo
from scicomm.newsroom.actions.releases import NotReviewed, go_public
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.enums import TAKEN_BACK, EmbargoMoveKind, EmbargoSource, StoryState
from scicomm.newsroom.models import Dossier, Embargo, StoryPage
from scicomm.newsroom.permissions.embargoes import may_hold, may_move
from scicomm.newsroom.queries.embargoes import due_stories
from scicomm.newsroom.rules import is_embargoed
from scicomm.newsroom.rules.embargoes import REMIND_BEFORE, held_until, seconds_late
from scicomm.organisation.permissions import require

log = logging.getLogger("scicomm.newsroom")
EMBARGOED = audit_entry("newsroom.story.embargo", gettext_lazy("Set embargo"), shred=nothing_personal)
PLANNED = audit_entry("newsroom.story.plan", gettext_lazy("Plan release"), shred=nothing_personal)


@transaction.atomic
def set_embargo(
    story: StoryPage, *, until: dt.datetime | None, acting_user: Any, reason: str = "",
    source: EmbargoSource = EmbargoSource.PERSON,
) -> Dossier:  # fmt: skip
    """Set or move the minute before which nobody outside sees the story, its translations and its files; None lifts it early.

    Refuses a moment in the past, anything once one of them is public, a moment after the planned release, and a move without a
    reason. Planned releases move with a moved embargo.
    """
    dossier, siblings = locked_with_twins(story)
    require(may_hold(acting_user, dossier))
    if until is None:
        return lift_embargo(story, acting_user=acting_user, reason=reason)
    known = open_embargo(dossier.story.translation_key)
    _refuse(siblings, known, until)
    if known:
        require(may_move(acting_user, dossier, source=known.source, old=known.until, new=until))
        if known.until == until:
            return dossier
        if not reason.strip():
            raise ValidationError(_("Say why the embargo moves: everybody who waits for it reads this."))
    # Who moves what the journal asked for does not make it theirs: it goes on following the journal.
    kept = EmbargoSource(known.source) if known else source
    _write(dossier, known, until=until, source=kept, acting_user=acting_user, reason=reason.strip())
    dossier.refresh_from_db()
    return dossier


def _refuse(siblings: list[Dossier], known: Embargo | None, until: dt.datetime) -> None:
    if until <= timezone.now():
        raise ValidationError(_("An embargo lies in the future."))
    if any(one.published_at is not None for one in siblings):
        raise ValidationError(_("What is public cannot be put under embargo, nor can its translations."))
    if any(one.state in TAKEN_BACK for one in siblings):
        raise ValidationError(_("The story was taken back; there is nothing to hold."))
    planned = [one.release_at for one in siblings if one.release_at]
    if known is None and planned and min(planned) < until:
        raise ValidationError(_("The release is planned for %(at)s, before the embargo would lift. Move the release first.")
                              % {"at": timezone.localtime(min(planned)).strftime("%Y-%m-%d %H:%M")})  # fmt: skip


def _write(dossier: Dossier, known: Embargo | None, *, until: dt.datetime, source: EmbargoSource, acting_user: Any,
           reason: str, article: Any = None) -> None:  # fmt: skip
    old = known.until if known else None
    row, moved = write_embargo(
        dossier, until=until, source=source, acting_user=acting_user, reason=reason, article=article
    )
    new = {"until": until.isoformat(), "source": source.value, "reason": reason}
    audit(EMBARGOED, dossier.story, user=acting_user, old=old.isoformat() if old else "none", new=new)
    about = (ref("journals", "article", row.article_id),) if row.article_id else ()
    common: dict[str, Any] = {
        "unit_id": dossier.unit_id, "subject": ref("newsroom", "story", dossier.story_id), "about": about,
        "actor_id": getattr(acting_user, "pk", None), "until": until.isoformat(), "source": source.value, "reason": reason,
    }  # fmt: skip
    if old is None:
        record(facts.EmbargoSet(**common))
    else:
        record(facts.EmbargoMoved(**common, old=old.isoformat(), releases=moved))


@transaction.atomic
def lift_embargo(story: StoryPage, *, acting_user: Any, reason: str) -> Dossier:
    """Let a story and its translations out before the time that was set, with a reason; those fully signed are published."""
    dossier, _siblings = locked_with_twins(story)
    require(may_hold(acting_user, dossier))
    known = open_embargo(dossier.story.translation_key)
    if known is None:
        return dossier
    require(may_move(acting_user, dossier, source=known.source, old=known.until, new=None))
    if not reason.strip():
        raise ValidationError(_("Say why the embargo is lifted early: it stays on record."))
    _lift_early(dossier, known, acting_user=acting_user, reason=reason.strip())
    dossier.refresh_from_db()
    return dossier


def _lift_early(dossier: Dossier, known: Embargo, *, acting_user: Any, reason: str) -> None:
    clear_embargo(known, kind=EmbargoMoveKind.LIFTED_EARLY, acting_user=acting_user, reason=reason)
    audit(
        EMBARGOED, dossier.story, user=acting_user, old=known.until.isoformat(), new={"until": "none", "reason": reason}
    )
    _state_lifted(dossier, known, acting_user=acting_user, reason=reason, early=True)
    for one in covered(known.translation_key):
        if one.state == StoryState.HELD and not is_embargoed(one.release_at, timezone.now()):
            go_public(one, acting_user=acting_user)


def _state_lifted(dossier: Dossier, row: Embargo, *, acting_user: Any, reason: str, early: bool, late: int = 0) -> None:
    record(
        facts.EmbargoLifted(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id),
            about=(ref("journals", "article", row.article_id),) if row.article_id else (),
            actor_id=getattr(acting_user, "pk", None), until=row.until.isoformat(), early=early, reason=reason,
            late_seconds=late,
        )
    )  # fmt: skip


@transaction.atomic
def follow_article_embargo(article: Any, *, until: dt.datetime | None, reason: str, only_journals: bool = False) -> int:
    """The journal set, moved or lifted the embargo of a paper: stories about it that are not public yet follow; returns how many.

    `only_journals` leaves alone what has no embargo yet. Repeating changes nothing.
    """
    stories = Dossier.objects.filter(article=article, published_at=None).exclude(state__in=TAKEN_BACK)
    keys = sorted(set(stories.values_list("story__translation_key", flat=True)), key=str)
    return sum(_follow(key, article, until, reason, only_journals) for key in keys)


def _follow(key: Any, article: Any, until: dt.datetime | None, reason: str, only_journals: bool) -> bool:
    siblings = covered(key)
    known = open_embargo(key)
    if any(one.published_at for one in siblings) or (known is None and (only_journals or until is None)):
        return False
    if until is None or until <= timezone.now():
        ours = known is not None and known.source == EmbargoSource.JOURNAL
        if known is not None and ours and until is None:
            _lift_early(siblings[0], known, acting_user=None, reason=reason)
        return bool(ours and until is None)
    if known is not None:
        is_journals = known.source == EmbargoSource.JOURNAL
        if known.until == until or (not is_journals and (only_journals or known.until > until)):
            return False
    _write(
        siblings[0], known, until=until, source=EmbargoSource.JOURNAL, acting_user=None, reason=reason, article=article
    )
    return True


@transaction.atomic
def set_release_time(story: StoryPage, *, at: dt.datetime | None, acting_user: Any) -> Dossier:
    """Plan when a story comes out once it is signed; None: as soon as it may. Refuses the past and what the embargo covers."""
    dossier = locked_dossier(story)
    require(may_hold(acting_user, dossier))
    if dossier.published_at is not None or dossier.state in TAKEN_BACK:
        raise ValidationError(_("The story has been released already."))
    if at is not None and at <= timezone.now():
        raise ValidationError(_("A planned release lies in the future."))
    if at is not None and is_embargoed(dossier.embargo_until, at):
        raise ValidationError(_("The embargo is still in force at that moment."))
    old, dossier.release_at = dossier.release_at, at
    dossier.save(update_fields=["release_at", "changed_at"])
    audit(PLANNED, dossier.story, user=acting_user, old=old.isoformat() if old else "none",
          new=at.isoformat() if at else "none")  # fmt: skip
    if dossier.state == StoryState.HELD and held_until(dossier.embargo_until, at) is None:
        return go_public(dossier, acting_user=acting_user)
    return dossier


def lift_embargoes(*, limit: int = 100) -> int:
    """End every embargo whose minute has come, then publish what waited for it; in order, each in its own transaction, once.

    Returns how many stories went out. Called again, or by two workers at once, nothing happens twice.
    """
    now = timezone.now()
    over = Embargo.objects.filter(lifted_at=None, until__lte=now).order_by("until", "pk")
    for pk in list(over.values_list("pk", flat=True)[:limit]):
        _lapse(pk, now)
    return sum(_release_due(pk) for pk in list(due_stories(now).values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _lapse(pk: int, now: dt.datetime) -> None:
    # Dossiers first, then the embargo, as everybody locks them.
    stories = covered(Embargo.objects.values_list("translation_key", flat=True).get(pk=pk))
    row = Embargo.objects.select_for_update().get(pk=pk)
    if row.lifted_at is not None or row.until > now:
        return
    late = seconds_late(row.until, now)
    clear_embargo(row, kind=EmbargoMoveKind.LAPSED, acting_user=None, late=late)
    if stories:
        _state_lifted(stories[0], row, acting_user=None, reason="", early=False, late=late)


@transaction.atomic
def _release_due(pk: int) -> int:
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("unit", "story").get(pk=pk)
    waits = is_embargoed(held_until(dossier.embargo_until, dossier.release_at), timezone.now())
    if dossier.state != StoryState.HELD or waits:
        return 0
    try:
        with transaction.atomic():
            go_public(dossier, acting_user=None)
    except NotReviewed:
        # One that lost a signature must not keep all others back.
        log.exception("Story %s was held without all its signatures and is not released.", dossier.story_id)
        return 0
    return 1


@transaction.atomic
def remind_of_embargoes() -> int:
    """State, once for each, which embargoes lift within hours, so that their editors are told; returns how many."""
    now = timezone.now()
    rows = Embargo.objects.select_for_update().filter(
        lifted_at=None, warned_at=None, until__gt=now, until__lte=now + REMIND_BEFORE
    )
    stated = 0
    for row in rows:
        row.warned_at = now
        row.save(update_fields=["warned_at"])
        story = Dossier.objects.filter(story__translation_key=row.translation_key).order_by("pk").first()
        if story and story.state not in TAKEN_BACK and story.published_at is None:
            subject = ref("newsroom", "story", story.story_id)
            record(facts.EmbargoNearing(unit_id=story.unit_id, subject=subject, until=row.until.isoformat()))
            stated += 1
    return stated
