"""The dispatcher: claims a batch, asks consent and caps, writes, hands over, notes; may be killed anywhere.

What makes that safe: a mail's Message-ID never changes; a mail is claimed under a lease before it is written; the journal says in
one `write` that it was taken before anything else is done; whoever starts next takes in the journals of the dead first.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.clients import Journal, MailRefused, Postman, abandoned_journals
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.rules import Letter, bounce_token, refusal_report, return_path
from scicomm.audiences.tasks.letters import Broken, Later, Outcome, prepared

log = logging.getLogger("scicomm.mail")
# Consent is at most so old when a mail goes, and a confirmation waits no longer behind an issue.
SECONDS_A_BATCH = 1.0
FIRST_BATCH, LARGEST_BATCH = 100, 500


class Dispatcher:
    """Sends over one connection for a while. The size of a batch follows what the mail system takes in a second."""

    def __init__(self, postman: Postman, journal: Journal) -> None:
        self.postman, self.journal = postman, journal
        self.size = FIRST_BATCH
        self._outcomes = actions.Outcomes()

    def run(self, seconds: float, limit: int) -> tuple[int, bool]:
        """How many mails went out, and whether it ended because of time or limit rather than for want of mails or of a server."""
        recover(self.journal)
        end, sent, claimed = time.monotonic() + seconds, 0, 0
        while claimed < limit and time.monotonic() < end:
            mails = actions.claim_mails(self.journal.worker, min(self.size, limit - claimed))
            if not mails:
                return sent, False
            claimed += len(mails)
            works = self._batch(mails)
            sent += len(self._outcomes.sent)
            if not works:
                return sent, False
        return sent, True

    def _batch(self, mails: Sequence[OutgoingMail]) -> bool:
        """One batch from the consent to the note; False when the server does not answer any more."""
        self._outcomes = outcomes = actions.Outcomes()
        held = actions.held_back_now(mails, timezone.now())
        for number, hold in held.items():
            if hold.until:
                outcomes.later[number] = hold.until, hold.words
            else:
                outcomes.unwanted[number] = hold.words
        left = {mail.pk for mail in mails if mail.pk not in held}
        works, began = True, time.monotonic()
        for mail, outcome in prepared([mail for mail in mails if mail.pk in left]):
            left.discard(mail.pk)
            works = self._one(mail, outcome)
            if not works or time.monotonic() - began > SECONDS_A_BATCH or _lease_ends(mail):
                break
        outcomes.back += sorted(left)
        actions.note_outcomes(self.journal.worker, outcomes)
        self.journal.clear()
        for number, (reason, permanent) in outcomes.failed.items():
            if permanent and (report := refusal_report(number, reason)):
                actions.note_report(report)
        self.size = max(1, len(mails) - len(left)) if left else min(LARGEST_BATCH, self.size * 2)
        return works

    def _one(self, mail: OutgoingMail, outcome: Outcome) -> bool:
        if isinstance(outcome, Letter):
            return self._hand_over(mail, outcome)
        if isinstance(outcome, Later):
            self._outcomes.later[mail.pk] = outcome.until, outcome.why
        elif isinstance(outcome, Broken):
            self._outcomes.failed[mail.pk] = f"{type(outcome.error).__name__}: {outcome.error}", False
        else:
            self._outcomes.unwanted[mail.pk] = ""
        return True

    def _hand_over(self, mail: OutgoingMail, letter: Letter) -> bool:
        _address(mail, letter)
        self.journal.begin(mail.message_id)
        try:
            self.postman.send(letter)
        except MailRefused as refusal:
            log.warning("Mail %s was not taken: %s", mail.message_id, refusal)
            self.journal.refused(mail.message_id)
            self._outcomes.failed[mail.pk] = str(refusal), refusal.permanent
            return not refusal.broken
        self._outcomes.sent.append(mail.pk)
        self.journal.taken(mail.message_id)
        return True


def _lease_ends(mail: OutgoingMail) -> bool:
    """A process that was stopped for a while and woke up must not send what may be another's by now."""
    left = (mail.lease_until - timezone.now()).total_seconds() if mail.lease_until else 0
    return left < settings.SCICOMM_LEASE_SECONDS / 4


def _address(mail: OutgoingMail, letter: Letter) -> None:
    """What every mail carries, whoever wrote it: its name, RFC 3834 (no answer of a machine wanted), the way back."""
    letter.message_id = mail.message_id
    letter.headers["Auto-Submitted"] = "auto-generated"
    if settings.SCICOMM_BOUNCES_ADDRESS:
        token = bounce_token(mail.pk)
        letter.return_path = return_path(settings.SCICOMM_BOUNCES_ADDRESS, token)
        # RFC 9477: where a provider that agrees to it sends complaints, and what they are to name.
        letter.headers["CFBL-Address"] = f"{settings.SCICOMM_BOUNCES_ADDRESS}; report=arf"
        letter.headers["CFBL-Feedback-ID"] = token
    elif not letter.return_path:
        letter.return_path = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def recover(own: Journal) -> int:
    """Take in the journals of dispatchers that died, and what of our own could not be noted; returns how many
    mails wait again."""
    if entries := own.entries().taken:
        actions.note_journal(entries)
    waiting = 0
    for journal in abandoned_journals():
        again = actions.take_over(journal.worker, taken=journal.entries.taken, in_doubt=journal.entries.in_doubt)
        journal.remove()
        waiting += again
        sent = len(journal.entries.taken)
        if sent or again:
            log.info("A dispatcher had ended: %s mails it had sent are noted, %s wait again", sent, again)
    return waiting
