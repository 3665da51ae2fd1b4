"""What becomes of an account's releases when it is closed: what waits is called off, what stands there is a person's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scicomm.channels.actions.outcomes import end_release, leave_to_hand, locked, settle
from scicomm.channels.enums import ReleaseState, Todo
from scicomm.channels.models import Channel


def end_account_releases(channel: Channel) -> int:
    """Nothing goes to a closed account any more, and its credentials are gone. Returns how many releases it changed.

    What is being sent at this moment is noted when its answer comes. Call inside a transaction.
    """
    changed = 0
    for row in locked().filter(channel=channel).exclude(todo="").order_by("pk"):
        if row.state in {ReleaseState.WAITING, ReleaseState.BY_HAND}:
            end_release(
                row, ReleaseState.CANCELLED, _("The account was closed: %(why)s") % {"why": channel.closed_because}
            )
        elif row.todo == Todo.LOOK:
            settle(row)
        elif row.state != ReleaseState.SENDING and row.todo and row.todo != Todo.HAND:
            leave_to_hand(
                row,
                _("The account was closed: what has to be done there, a person does in the platform's own console."),
            )
        else:
            continue
        changed += 1
    return changed
