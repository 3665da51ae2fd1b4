"""The periodic jobs: each may be killed at any point and run again."""

from __future__ import annotations

import logging

from scicomm.audiences import actions
from scicomm.audiences.clients import BackendPostman, MailRefused, Postman, remove_mails
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.queries import erased_with_mails
from scicomm.audiences.tasks.letters import letter
from scicomm.core.periodic import every

log = logging.getLogger("scicomm.mail")
MOST_A_RUN = 500


@every(seconds=2)
def send_mails() -> int:
    """Send what is due; returns how many mails went out.

    A worker killed between sending and writing it down leaves the mail in flight; when its lease has ended it is sent again
    under the same Message-ID, which the folder keeps as one file and mail servers can recognise.
    """
    with BackendPostman() as postman:
        return send_due(postman)


def send_due(postman: Postman, *, limit: int = MOST_A_RUN) -> int:
    """Send due mails through a postman until none is left, the limit is reached or the server stops answering."""
    sent = 0
    for _turn in range(limit):
        mail = actions.claim_mail()
        if mail is None:
            break
        try:
            sent += _send(mail, postman)
        except MailRefused as refusal:
            log.warning("Mail %s was not taken: %s", mail.message_id, refusal)
            actions.mail_failed(mail, reason=str(refusal), permanent=refusal.permanent)
            if refusal.broken:
                break
    return sent


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
    """Erase addresses that never confirmed, and delete the kept mails of erased readers."""
    actions.forget_unconfirmed()
    for subscription in erased_with_mails():
        remove_mails(subscription.mails.values_list("message_id", flat=True))
        actions.drop_mails(subscription)
