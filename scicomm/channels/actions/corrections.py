"""A corrected text that the platform has not yet put in the old one's place: with it, published, refused."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.channels.actions.outcomes import follow_story_back, leave_to_hand, settle
from scicomm.channels.actions.receipts import of_release, write_receipt
from scicomm.channels.enums import ReleaseState, Todo
from scicomm.channels.models import Release
from scicomm.channels.rules.dispatching import look_wait, poll_wait
from scicomm.channels.rules.packages import Answer
from scicomm.core.ledger import record
from scicomm.facts import channels as facts


def is_replacing(row: Release) -> bool:
    """It is out, and the platform is still making up its mind about the corrected text."""
    return row.is_out and row.todo == Todo.POLL


def note_replacing(row: Release, answer: Answer) -> None:
    """Both texts may stand there until the platform has published the new one: it is asked until it has."""
    settle(row, Todo.POLL, timezone.now() + poll_wait(0, answer.ask_again_after))
    write_receipt(row, answer.words or _("The corrected text is with the platform."), answer.problems)
    follow_story_back(row)


def note_replaced(row: Release, answer: Answer) -> None:
    """The corrected text is out, often at another address: whether everybody sees it is asked anew."""
    row.state, row.error = ReleaseState.SENT, ""
    if row.url:
        settle(row, Todo.LOOK, timezone.now() + (look_wait(0) or dt.timedelta()))
    else:
        settle(row)
    write_receipt(row, answer.words or _("The corrected text stands there."), answer.problems)
    record(facts.ReleaseUpdated(**of_release(row), url=row.url))


def note_not_replaced(row: Release, words: str) -> None:
    """The platform will not have the corrected text: a person has to act, for the old one still stands there."""
    leave_to_hand(row, _("The old text still stands there. %(words)s") % {"words": words})
    follow_story_back(row)
