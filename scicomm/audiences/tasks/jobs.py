"""The periodic jobs: each may be killed at any point and run again."""

from __future__ import annotations

from scicomm.audiences import actions
from scicomm.audiences.clients import BackendPostman, Postman, own_journal, remove_mails
from scicomm.audiences.queries import erased_with_mails
from scicomm.audiences.tasks.sending import Dispatcher
from scicomm.core.periodic import AGAIN, Again, every

MOST_A_RUN = 100_000
# One worker does everything in turn: a long issue must not hold up the lifting of an embargo.
SECONDS_A_RUN = 5.0


@every(seconds=2)
def send_mails() -> int | Again:
    """Send what is due for a few seconds; returns how many mails went out, or that it has to go on.

    A worker killed at any point loses nothing: the next one reads its journal and goes on. At most the one mail that was being
    handed over goes out a second time, under the same Message-ID, which the folder keeps as one file and mail servers recognise.
    """
    with BackendPostman() as postman:
        sent, has_more = Dispatcher(postman, own_journal()).run(SECONDS_A_RUN, MOST_A_RUN)
    return AGAIN if has_more else sent


def send_due(postman: Postman, *, limit: int = MOST_A_RUN) -> int:
    """Send due mails through a postman until none is left, time or limit is reached or the server stops answering."""
    return Dispatcher(postman, own_journal()).run(SECONDS_A_RUN, limit)[0]


@every(minutes=5)
def build_issues() -> int:
    """Build the issue of every newsletter whose day has come."""
    return actions.build_due_issues()


@every(hours=1)
def forget() -> None:
    """Erase addresses that never confirmed, and stopped searches, and the kept mails of erased readers."""
    actions.forget_unconfirmed()
    actions.forget_old_searches()
    for subscription in erased_with_mails():
        remove_mails(subscription.mails.values_list("message_id", flat=True))
        actions.drop_mails(subscription)
