"""What people did in a platform's own console, written down here: posted, corrected, taken down."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.outcomes import RELEASED, end_release, follow_story, free_followers, locked, settle
from scicomm.channels.actions.planning import NotNow
from scicomm.channels.actions.receipts import of_release, write_receipt
from scicomm.channels.enums import BUILT_IN, OUT, ReleaseState, Todo
from scicomm.channels.models import Release
from scicomm.channels.permissions import can_plan_release
from scicomm.channels.queries import package_of
from scicomm.channels.rules.dispatching import look_wait
from scicomm.channels.rules.kept import kept
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import channels as facts
from scicomm.organisation.permissions import require

DONE_BY_HAND = audit_entry("channels.release.hand", gettext_lazy("Release by hand"), shred=nothing_personal)


@transaction.atomic
def record_by_hand(release: Release, *, acting_user: Any, url: str = "", words: str = "") -> Release:
    """Keep a person's receipt: where it was posted (`url`), or that a correction or a recall was made there.

    What waits or failed may be posted by hand too; the dispatcher then leaves it alone.
    """
    row: Release = locked().get(pk=release.pk)
    require(can_plan_release(acting_user, row.channel) and row.channel.kind not in BUILT_IN)
    if row.lease_until is not None and row.lease_until >= timezone.now():
        raise NotNow(_("It is being sent at this moment. Wait for the answer."))
    said = words.strip() or _("Done by hand by %(who)s.") % {"who": acting_user.get_full_name() or acting_user.username}
    if row.state == ReleaseState.RECALLING:
        end_release(row, ReleaseState.RECALLED, said)
    elif row.state in OUT and row.needs_hand:
        _corrected(row, said)
    elif row.state in {
        ReleaseState.BY_HAND, ReleaseState.UNSURE, ReleaseState.ACCEPTED, ReleaseState.WAITING, ReleaseState.FAILED,
    }:  # fmt: skip
        _posted(row, url.strip(), said)
    else:
        raise NotNow(_("There is nothing to be done by hand."))
    audit(DONE_BY_HAND, row, user=acting_user, new=row.url or said)
    return row


def _corrected(row: Release, words: str) -> None:
    row.revision_id, row.error = row.dossier.story.live_revision_id, ""
    settle(row)
    write_receipt(row, words)
    record(facts.ReleaseUpdated(**of_release(row), url=row.url))


def _posted(row: Release, url: str, words: str) -> None:
    if not url.startswith(("https://", "http://")):
        raise ValidationError(_("Write down the whole address at which it stands, with https:// in front."))
    if not row.digest:
        package = package_of(row)
        row.package, row.digest = kept(package), package.digest
        row.revision_id = row.dossier.story.live_revision_id
    now = timezone.now()
    row.state, row.url, row.error = ReleaseState.SENT, url[:1000], ""
    row.accepted_at, row.sent_at = row.accepted_at or now, now
    settle(row, Todo.LOOK, now + (look_wait(0) or now - now))
    write_receipt(row, words)
    audit(RELEASED, row, user=None, new=row.channel.slug)
    record(facts.ReleaseDelivered(**of_release(row), url=row.url, outside_id=row.outside_id))
    free_followers(row)
    follow_story(row)
