"""After publishing: a correction mends an error, an update adds news (both through review again); to kill is to take a story from
everybody at once, for law or safety. Withdrawing stands in releases.py."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import PageLogEntry, Revision

from scicomm.assets.actions import hold_assets
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.doors import held_open
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.embargo_rows import locked_with_twins
from scicomm.newsroom.actions.releases import note_taken_back
from scicomm.newsroom.actions.reviews import submit_story
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.enums import BreachOutcome, ChangeKind, StoryState
from scicomm.newsroom.models import DOOR, Dossier, EmbargoBreach, PressShare, SealedText, StoryChange, StoryPage
from scicomm.newsroom.permissions import can_submit_story
from scicomm.newsroom.permissions.embargoes import can_kill
from scicomm.newsroom.queries.story_files import files_of
from scicomm.newsroom.rules.press import sentence_has
from scicomm.organisation.permissions import require
from scicomm.search.actions import remove_document

KILLED = audit_entry("newsroom.story.kill", gettext_lazy("Kill story"), shred=nothing_personal)
PROPOSED = audit_entry("newsroom.story.change", gettext_lazy("Propose a change"), shred=nothing_personal)
# What of a revision is text, and what stands there once it is sealed.
BLANK: dict[str, Any] = {
    "standfirst": "", "body": "[]", "search_description": "", "seo_title": "", "cover_image": None, "cover_caption": "",
}  # fmt: skip


@transaction.atomic
def submit_change(story: StoryPage, *, kind: ChangeKind, note: str, acting_user: Any) -> Dossier:
    """Send a later version of a public story into review, as a correction or an update, with what readers will be told.

    Refuses other kinds, a story that is not public, and an empty note: nothing is changed silently.
    """
    dossier = locked_dossier(story)
    require(can_submit_story(acting_user, dossier))
    if kind not in {ChangeKind.CORRECTED, ChangeKind.UPDATED}:
        raise ValidationError(_("A later version is a correction or an update."))
    if not dossier.story.live:
        raise ValidationError(_("Only what is public is corrected or updated."))
    if not note.strip():
        raise ValidationError({"note": _("Say what changed: readers see it with the date.")})
    values = {"kind": kind, "note": note.strip(), "made_by": acting_user}
    StoryChange.objects.update_or_create(dossier=dossier, told_at=None, defaults=values)
    audit(PROPOSED, dossier.story, user=acting_user, new={"kind": ChangeKind(kind).value, "note": note.strip()})
    return submit_story(story, acting_user=acting_user)


@transaction.atomic
def kill_story(story: StoryPage, *, acting_user: Any, note: str) -> Dossier:
    """Take a story and its translations from everybody at once, whatever state they are in.

    Page, drafts and revisions are blanked and the text is sealed for those who may kill; its address says (410) that it was
    removed and why, without content; what was never public is not even said to have been. Refuses an empty note, and one that
    repeats the title.
    """
    dossier, siblings = locked_with_twins(story)
    if dossier.state == StoryState.KILLED:
        return dossier
    require(can_kill(acting_user, dossier))
    if not note.strip():
        raise ValidationError({"note": _("Say why, without saying what stood in it.")})
    titles = [title for one in siblings for title in (one.story.title, one.story.draft_title)]
    if any(sentence_has(title, note) for title in titles):
        raise ValidationError(
            {"note": _("The note repeats the title. It must tell nothing of what stood in the story.")}
        )
    for one in siblings:
        if one.state != StoryState.KILLED:
            _kill(one, acting_user, note.strip())
    dossier.refresh_from_db()
    return dossier


def _kill(dossier: Dossier, acting_user: Any, note: str) -> None:
    was_public = dossier.published_at is not None
    hold_assets(ref("newsroom", "story", dossier.story_id), files_of(dossier))
    _seal(dossier, acting_user)
    dossier.state, dossier.withdrawn_at, dossier.withdrawal_reason = StoryState.KILLED, timezone.now(), note
    if dossier.notice_waits:
        dossier.paper_notice_dealt_at = dossier.withdrawn_at
    dossier.correction_note = ""
    dossier.save()
    dossier.changes.exclude(note="").update(note="")
    note_taken_back(dossier, ChangeKind.KILLED, acting_user)
    EmbargoBreach.objects.filter(dossier=dossier, outcome=BreachOutcome.OPEN).update(outcome=BreachOutcome.KILLED)
    PressShare.objects.filter(dossier=dossier, ended_at=None).update(ended_at=dossier.withdrawn_at)
    # At once, and not by the worker: until then the search would go on showing the title.
    for index in ("public", "staff"):
        remove_document(ref("newsroom", "story", dossier.story_id), index)
    audit(KILLED, dossier.story, user=acting_user, new=note)
    record(
        facts.StoryKilled(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), actor_id=acting_user.pk, note=note,
            was_public=was_public,
        )
    )  # fmt: skip


def _seal(dossier: Dossier, acting_user: Any) -> None:
    """Move the text out of the page and all its revisions into the sealed row."""
    page = StoryPage.objects.get(pk=dossier.story_id)
    revisions = Revision.objects.for_instance(page).order_by("pk")
    SealedText.objects.create(
        dossier=dossier, title=page.draft_title or page.title, standfirst=page.standfirst, sealed_by=acting_user,
        revisions=[{"revision": one.pk, "at": one.created_at.isoformat(), "content": one.content} for one in revisions],
    )  # fmt: skip
    workflow = page.current_workflow_state
    if workflow:
        workflow.cancel(user=acting_user)
    with translation.override(dossier.language):
        title = _("A story that was removed")
    with held_open(DOOR):
        if page.live:
            UnpublishPageAction(page, user=acting_user).execute(skip_permission_checks=True)
        page.refresh_from_db()
        page.title = page.draft_title = title
        page.standfirst = page.search_description = page.seo_title = page.cover_caption = ""
        page.body, page.cover_image = [], None
        page.save()
    for one in revisions:
        one.content = {**one.content, **BLANK, "title": title, "draft_title": title}
        one.object_str = title
        one.save(update_fields=["content", "object_str"])
    PageLogEntry.objects.filter(page_id=page.pk).update(label=title)
    dossier.story = page
