"""How a release can end or go on: back to waiting, given up, left to a person, ended; with what that means for its followers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.receipts import of_release, write_receipt
from scicomm.channels.enums import OUT, ReleaseState, Todo
from scicomm.channels.models import Release
from scicomm.channels.queries.due import is_public_now
from scicomm.channels.queries.packages import platform_of
from scicomm.channels.rules.packages import Ability
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import channels as facts

RELEASED = audit_entry("channels.release.deliver", gettext_lazy("Release"), shred=nothing_personal)
RELEASE_FAILED = audit_entry("channels.release.fail", gettext_lazy("Release failed"), shred=nothing_personal)
RECALLED = audit_entry("channels.release.recall", gettext_lazy("Recall release"), shred=nothing_personal)


def locked() -> Any:
    """Releases with what actions on them need, to be locked one by one."""
    return Release.objects.select_for_update(of=("self",)).select_related(
        "channel__unit", "dossier__story", "dossier__unit"
    )


def settle(row: Release, todo: str = "", at: dt.datetime | None = None) -> None:
    """Give the lease back and say what is next; counting begins anew. Saves the row."""
    row.todo, row.next_try_at, row.lease_until, row.attempts, row.asks = todo, at, None, 0, 0
    row.save()


def back_to_waiting(row: Release, words: str, wait: dt.timedelta, *, counts: bool) -> None:
    """Nothing of it stands outside: it is sent later. `counts`: this was one of its ten tries."""
    row.state, row.todo, row.error = ReleaseState.WAITING, Todo.SEND, words
    row.next_try_at, row.lease_until = timezone.now() + wait, None
    row.attempts = row.attempts if counts else max(row.attempts - 1, 0)
    row.save()


def try_again(row: Release, words: str, wait: dt.timedelta, *, counts: bool = True) -> None:
    """The same thing once more, later; how it stands outside has not changed."""
    row.error, row.next_try_at, row.lease_until = words, timezone.now() + wait, None
    row.attempts = row.attempts if counts else max(row.attempts - 1, 0)
    row.save()


def give_up(row: Release, words: str) -> None:
    """Ten tries, and nothing came of them; or its package does not fit. What may stand outside is never called failed for good:
    a retry looks for it first."""
    if row.todo in {Todo.SEND, Todo.FIND}:
        row.state, row.error = ReleaseState.FAILED, words
        settle(row, row.todo)
        write_receipt(row, words)
        audit(RELEASE_FAILED, row, user=None, new=words)
        record(facts.ReleaseFailed(**of_release(row), reason=words))
    elif row.todo == Todo.LOOK:
        settle(row)
    else:
        leave_to_hand(row, words)


def leave_to_hand(row: Release, words: str) -> None:
    """The platform cannot do it through us: a person does it in its console and says so here. The state stays what it is."""
    row.error = words
    settle(row, Todo.HAND)
    write_receipt(row, words)
    record(facts.ReleaseNeedsHand(**of_release(row), words=words))


def end_release(row: Release, state: ReleaseState, words: str = "") -> None:
    """It ends here without anything standing outside."""
    row.state, row.error = state, words
    settle(row)
    write_receipt(row, words)
    if state == ReleaseState.RECALLED:
        audit(RECALLED, row, user=None, new=row.channel.slug)
        record(facts.ReleaseRecalled(**of_release(row)))
    elif state == ReleaseState.REFUSED:
        audit(RELEASE_FAILED, row, user=None, new=words)
        record(facts.ReleaseRefused(**of_release(row), reason=words))


def free_followers(row: Release) -> None:
    """What waits for a release gets its time once that is out: so many minutes after, or its own if that is later."""
    for follower in row.followers.select_for_update().filter(state=ReleaseState.WAITING, next_try_at=None):
        after = (row.sent_at or timezone.now()) + dt.timedelta(minutes=follower.wait_minutes)
        follower.next_try_at = max(after, follower.not_before or after)
        follower.todo = Todo.SEND
        follower.save(update_fields=["next_try_at", "todo", "changed_at"])


def call_back(row: Release, reason: str) -> None:
    """Take a release back from wherever it is: called off before it was sent, recalled where it stands.

    Where the platform does nothing, by hand; what is on its way is caught when its answer comes.
    """
    row.is_called_back, row.call_back_reason = True, reason
    if row.state in {ReleaseState.WAITING, ReleaseState.BY_HAND}:
        end_release(row, ReleaseState.CANCELLED, reason)
    elif row.state in OUT | {ReleaseState.ACCEPTED}:
        begin_recall(row)
    elif row.state == ReleaseState.FAILED and row.todo == Todo.FIND:
        row.state = ReleaseState.UNSURE
        settle(row, Todo.FIND, timezone.now())
    else:
        row.save(update_fields=["is_called_back", "call_back_reason", "changed_at"])


def _can_by_itself(row: Release, ability: Ability) -> bool:
    """Whether the platform can be told: its account is open, it is able to, and we know under which name it stands there."""
    is_known = bool(row.outside_id or row.memory)
    return row.channel.closed_at is None and is_known and ability in platform_of(row.channel).abilities


def begin_recall(row: Release) -> None:
    row.state = ReleaseState.RECALLING
    if _can_by_itself(row, Ability.RECALL):
        settle(row, Todo.RECALL, timezone.now())
        write_receipt(row, row.call_back_reason)
        return
    words = _("Take it down or add a note in the platform's own console: %(reason)s") % {"reason": row.call_back_reason}
    leave_to_hand(row, words)


def begin_update(row: Release) -> None:
    """A release that is out gets the corrected text, by the platform's abilities or by hand.

    While the platform still has an earlier correction in hand, this one waits for what becomes of that.
    """
    if row.is_out and row.todo == Todo.POLL:
        return
    if _can_by_itself(row, Ability.UPDATE):
        settle(row, Todo.UPDATE, timezone.now())
        return
    note = row.dossier.correction_note
    leave_to_hand(
        row, _("Correct it in the platform's own console, or publish the correction there: %(note)s") % {"note": note}
    )


def follow_story(row: Release) -> None:
    """After an answer: what was called back meanwhile is recalled, what was corrected meanwhile is updated."""
    if not follow_story_back(row) and row.is_out and row.revision_id != row.dossier.story.live_revision_id:
        begin_update(row)


def follow_story_back(row: Release) -> bool:
    """After an answer: what was called back meanwhile, or is not public any more, is recalled."""
    if not row.is_called_back and is_public_now(row):
        return False
    row.is_called_back = True
    begin_recall(row)
    return True
