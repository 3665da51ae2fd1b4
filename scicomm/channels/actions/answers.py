"""What platforms answered, and what went wrong with them, written down: each is one short transaction after the call."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.channels.actions.channel_health import account_failed, account_works
from scicomm.channels.actions.corrections import is_replacing, note_not_replaced, note_replaced, note_replacing
from scicomm.channels.actions.outcomes import (
    RELEASED,
    back_to_waiting,
    end_release,
    follow_story,
    free_followers,
    give_up,
    leave_to_hand,
    locked,
    settle,
    try_again,
)
from scicomm.channels.actions.receipts import of_release, write_receipt
from scicomm.channels.enums import OUT, ReleaseState, Todo
from scicomm.channels.models import Release
from scicomm.channels.queries.packages import platform_of
from scicomm.channels.rules.dispatching import FIND_AFTER, MOST_POLLS, MOST_TRIES, back_off, look_wait, poll_wait
from scicomm.channels.rules.kept import kept
from scicomm.channels.rules.packages import Ability, Answer, Came, Package
from scicomm.core.audit import audit
from scicomm.core.ledger import record
from scicomm.facts import channels as facts

# Nobody has heard of the platform yet: an answer that comes late is better than none, and keeps it from being sent again.
_BELIEVED = frozenset({ReleaseState.SENDING, ReleaseState.UNSURE, ReleaseState.WAITING, ReleaseState.FAILED})


def _mine(release: Release) -> tuple[Release, bool]:
    """The row, locked, and whether it is still this worker's."""
    row: Release = locked().get(pk=release.pk)
    return row, row.lease_until is not None and row.lease_until == release.lease_until


@transaction.atomic
def note_answer(release: Release, answer: Answer) -> Release:
    """A platform took it, published it, refused it, or leaves it to a person; answers to sending, finding and polling.

    An answer that comes after the lease is over is kept as a receipt all the same, and believed where nobody knew better.
    """
    row, mine = _mine(release)
    if not mine and row.state not in _BELIEVED:
        row.outside_id, row.url = row.outside_id or answer.outside_id, row.url or answer.url
        write_receipt(row, answer.words, answer.problems)
        row.save(update_fields=["outside_id", "url", "changed_at"])
        return row
    account_works(row.channel)
    _keep(row, answer)
    _ANSWERS[answer.came](row, answer)
    return row


def _keep(row: Release, answer: Answer) -> None:
    row.outside_id = answer.outside_id or row.outside_id
    row.url = answer.url or row.url
    row.memory = {**(row.memory or {}), **answer.memory}


def _accepted(row: Release, answer: Answer) -> None:
    if row.state == ReleaseState.ACCEPTED or is_replacing(row):
        _still_accepted(row, answer)
        return
    row.state, row.error = ReleaseState.ACCEPTED, ""
    row.accepted_at = row.accepted_at or timezone.now()
    if Ability.POLL in platform_of(row.channel).abilities:
        settle(row, Todo.POLL, timezone.now() + poll_wait(0, answer.ask_again_after))
    else:
        # Nobody there can be asked (a wire by mail): who sees it printed writes down where.
        settle(row)
    write_receipt(row, answer.words, answer.problems)
    record(facts.ReleaseAccepted(**of_release(row), outside_id=row.outside_id))
    if row.is_called_back:
        follow_story(row)


def _still_accepted(row: Release, answer: Answer) -> None:
    row.asks += 1
    if row.asks >= MOST_POLLS:
        leave_to_hand(row, _("The platform took it and still has not published it. Look in its console."))
        return
    row.attempts, row.lease_until, row.error = 0, None, ""
    row.next_try_at = timezone.now() + poll_wait(row.asks, answer.ask_again_after)
    row.save()


def _published(row: Release, answer: Answer) -> None:
    if is_replacing(row):
        note_replaced(row, answer)
        if answer.came == Came.VISIBLE:
            _seen(row)
        follow_story(row)
        return
    now, first = timezone.now(), row.state not in OUT
    row.error = ""
    if first:
        row.state = ReleaseState.SENT
        row.accepted_at, row.sent_at = row.accepted_at or now, now
        settle(row, Todo.LOOK if row.url else "", now + (look_wait(0) or dt.timedelta()) if row.url else None)
        write_receipt(row, answer.words, answer.problems)
        audit(RELEASED, row, user=None, new=row.channel.slug)
        record(facts.ReleaseDelivered(**of_release(row), url=row.url, outside_id=row.outside_id))
        free_followers(row)
    if answer.came == Came.VISIBLE:
        _seen(row)
    elif not first:
        _look_again(row)
    follow_story(row)


def _seen(row: Release) -> None:
    if row.state != ReleaseState.VISIBLE:
        row.state, row.visible_at, row.error = ReleaseState.VISIBLE, timezone.now(), ""
        settle(row)
        write_receipt(row)
        record(facts.ReleaseVisible(**of_release(row), url=row.url))
    else:
        settle(row)


def _look_again(row: Release) -> None:
    row.asks += 1
    wait = look_wait(row.asks)
    row.lease_until, row.attempts = None, 0
    row.todo, row.next_try_at = (Todo.LOOK, timezone.now() + wait) if wait else ("", None)
    if wait is None:
        row.error = _("The platform says that it is out; nobody outside could see it yet.")
        write_receipt(row, row.error)
    row.save()


def _refused(row: Release, answer: Answer) -> None:
    words = answer.words or _("The platform will not publish it and gives no reason.")
    if is_replacing(row):
        note_not_replaced(row, words)
    else:
        end_release(row, ReleaseState.REFUSED, words)


def _recalled(row: Release, answer: Answer) -> None:
    end_release(row, ReleaseState.RECALLED, answer.words)


def _by_hand(row: Release, answer: Answer) -> None:
    row.state = ReleaseState.BY_HAND if row.state in {ReleaseState.SENDING, ReleaseState.WAITING} else row.state
    leave_to_hand(
        row, answer.words or _("Copy it into the platform's own console, then write down here where it stands.")
    )


_ANSWERS = {
    Came.ACCEPTED: _accepted,
    Came.PUBLISHED: _published,
    Came.VISIBLE: _published,
    Came.REFUSED: _refused,
    Came.RECALLED: _recalled,
    Came.BY_HAND: _by_hand,
}


@transaction.atomic
def note_absent(release: Release) -> Release:
    """What was sent without an answer does not stand there: it is sent again at once, or ends where it was called back."""
    row, mine = _mine(release)
    if mine:
        account_works(row.channel)
        if row.is_called_back:
            end_release(row, ReleaseState.CANCELLED, row.call_back_reason)
        else:
            write_receipt(row, _("It does not stand there; it is sent again."))
            back_to_waiting(row, "", dt.timedelta(), counts=True)
    return row


@transaction.atomic
def note_look(release: Release, seen: bool | None) -> Release:
    """Whether an address was seen from outside; None: it could not be found out."""
    row, mine = _mine(release)
    if mine and seen:
        _seen(row)
    elif mine:
        _look_again(row)
    return row


@transaction.atomic
def note_update(release: Release, answer: Answer, package: Package) -> Release:
    """The platform's answer to a corrected text. Where it will not have it, the old text stands, and a person has to act."""
    row, mine = _mine(release)
    if not mine:
        return row
    account_works(row.channel)
    if answer.came in {Came.REFUSED, Came.BY_HAND, Came.RECALLED}:
        leave_to_hand(row, answer.words or _("The platform did not take the correction: make it in its console."))
        return row
    _keep(row, answer)
    row.package, row.digest, row.error = kept(package), package.digest, ""
    row.revision_id = row.dossier.story.live_revision_id
    if answer.came == Came.ACCEPTED and Ability.POLL in platform_of(row.channel).abilities:
        note_replacing(row, answer)
    else:
        settle(row)
        write_receipt(row, answer.words or _("The corrected text stands there."), answer.problems)
        record(facts.ReleaseUpdated(**of_release(row), url=row.url))
        follow_story(row)
    return row


@transaction.atomic
def note_recall(release: Release, answer: Answer) -> Release:
    """The platform's answer to a recall: gone, on its way, or nothing that it does through us."""
    row, mine = _mine(release)
    if not mine:
        return row
    account_works(row.channel)
    if answer.came == Came.ACCEPTED:
        try_again(row, answer.words, poll_wait(row.attempts, answer.ask_again_after))
    elif answer.came in {Came.REFUSED, Came.BY_HAND}:
        leave_to_hand(row, answer.words or _("The platform does not take it back: do it in its console."))
    else:
        _keep(row, answer)
        end_release(row, ReleaseState.RECALLED, answer.words)
    return row


@transaction.atomic
def note_unsure(release: Release, words: str) -> Release:
    """The connection ended after the sending had begun: it is looked for before anything is sent again."""
    row, mine = _mine(release)
    if not mine:
        return row
    account_failed(row.channel, words)
    if row.todo not in {Todo.SEND, Todo.FIND}:
        _later(row, words)
        return row
    row.state, row.todo, row.error = ReleaseState.UNSURE, Todo.FIND, words
    row.next_try_at, row.lease_until = timezone.now() + max(FIND_AFTER, back_off(row.attempts)), None
    row.save()
    write_receipt(row, words)
    return row


@transaction.atomic
def note_later(release: Release, words: str, wait: int | None = None) -> Release:
    """Nothing was taken: tried again later, each time waiting longer; after ten tries it is given up."""
    row, mine = _mine(release)
    if mine:
        account_failed(row.channel, words)
        _later(row, words, wait)
    return row


def _later(row: Release, words: str, wait: int | None = None) -> None:
    if row.attempts >= MOST_TRIES:
        give_up(row, words)
        return
    pause = max(back_off(row.attempts), dt.timedelta(seconds=wait or 0))
    if row.todo == Todo.SEND:
        back_to_waiting(row, words, pause, counts=True)
    else:
        try_again(row, words, pause)


@transaction.atomic
def note_refused(release: Release, words: str) -> Release:
    """The platform will never take it. Of a correction or a recall: a person has to act."""
    row, mine = _mine(release)
    if not mine:
        return row
    account_works(row.channel)
    if row.todo in {Todo.SEND, Todo.POLL}:
        _refused(row, Answer(Came.REFUSED, words=words))
    elif row.todo == Todo.LOOK:
        _look_again(row)
    else:
        leave_to_hand(row, words)
    return row
