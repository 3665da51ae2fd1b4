"""Taking up an older revision of a story."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.permissions import can_change_text
from scicomm.organisation.permissions import require

RESTORED = audit_entry("newsroom.story.restore", gettext_lazy("Take up an older revision"), shred=nothing_personal)


@transaction.atomic
def restore_revision(story: StoryPage, revision: Revision, *, acting_user: Any) -> Revision:
    """Make the text of an older revision the newest, as a new revision through the one door.

    What stands outside the text (unit, embargo, state, signatures) is not touched; a review under way ends, as with any edit.
    Refuses a locked story, saying by whom, and the revision that is the newest already.
    """
    locked_dossier(story)
    story = StoryPage.objects.select_related("dossier__unit", "locked_by__person").get(pk=story.pk)
    require(can_change_text(acting_user, story))
    lock = story.get_lock()
    if lock and lock.for_user(acting_user):
        raise ValidationError(lock_words(story))
    if revision.pk == story.latest_revision_id:
        raise ValidationError(_("This is the newest revision already."))
    older = Revision.objects.for_instance(story).get(pk=revision.pk)
    page: Any = older.as_object()
    page.slug = story.get_latest_revision_as_object().slug
    made: Revision = page.save_revision(user=acting_user, previous_revision=older)
    audit(RESTORED, story, user=acting_user, old=older.pk, new=made.pk)
    record(
        facts.StoryRestored(
            unit_id=story.dossier.unit_id, subject=ref("newsroom", "story", story.pk), actor_id=acting_user.pk,
            revision_id=made.pk, restored_revision_id=older.pk,
        )
    )  # fmt: skip
    return made


def lock_words(story: StoryPage) -> str:
    """Who holds a story's text, for the person who would change it."""
    if story.locked and story.locked_by:
        return _("%(name)s has locked the text.") % {"name": story.locked_by.get_full_name()}
    return _("The text is locked: the story is in review.")
