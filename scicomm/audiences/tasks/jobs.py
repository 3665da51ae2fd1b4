"""The periodic jobs: each may be killed at any point and run again."""

from __future__ import annotations

import logging
import time

from scicomm.audiences import actions
from scicomm.audiences.clients import BackendPostman, MailRefused, Postman, remove_mails
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.queries import erased_with_mails
from scicomm.audiences.tasks.letters import letter
from scicomm.core.periodic import AGAIN, Again, every

log = logging.getLogger("scicomm.mail")
MOST_A_RUN = 500
# One worker does everything in turn: a long issue must not hold up the lifting of an embargo.
SECONDS_A_RUN = 5.0


@every(seconds=2)
def send_mails() -> int | Again:
    """Send what is due for a few seconds; returns how many mails went out, or that it has to go on.

    A worker killed between sending and writing it down leaves the mail in flight; when its lease has ended it is sent again
    under the same Message-ID, which the folder keeps as one file and mail servers can recognise.
    """
    with BackendPostman() as postman:
        sent, has_more = _send_for(postman, SECONDS_A_RUN, MOST_A_RUN)
    return AGAIN if has_more else sent


def send_due(postman: Postman, *, limit: int = MOST_A_RUN) -> int:
    """Send due mails through a postman until none is left, time or limit is reached or the server stops answering."""
    return _send_for(postman, SECONDS_A_RUN, limit)[0]


def _send_for(postman: Postman, seconds: float, limit: int) -> tuple[int, bool]:
    """How many mails went out, and whether it ended because of time or limit rather than for want of mails or of a server."""
    end, sent = time.monotonic() + seconds, 0
    for _turn in range(limit):
        if time.monotonic() >= end:
            break
        mail = actions.claim_mail()
        if mail is None:
            return sent, False
        try:
            sent += _send(mail, postman)
        except MailRefused as refusal:
            log.warning("Mail %s was not taken: %s", mail.message_id, refusal)
            actions.mail_failed(mail, reason=str(refusal), permanent=refusal.permanent)
            if refusal.broken:
                return sent, False
    return sent, True


def _send(mail: OutgoingMail, postman: Postman) -> bool:
    """Consent is asked again here, at the last moment."""
    try:
        message = letter(mail)
    except Exception as error:
        # One mail that cannot be written must not stop all others.
        log.exception("Mail %s could not be written", mail.message_id)
        actions.mail_failed(mail, reason=f"{type(error).__name__}: {error}", permanent=False)
        return False
    if message is None:
        actions.mail_unwanted(mail)
        return False
    postman.send(message)
    actions.mail_sent(mail)
    return True


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
