"""The door to the mail system for letters about leads; their words are made in handlers."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod

from django.conf import settings
from django.core.mail import EmailMessage

log = logging.getLogger("scicomm.leads")


class Postman(ABC):
    """Hands one plain-text letter over to the mail system."""

    @abstractmethod
    def send(self, *, to: str, subject: str, text: str, message_id: str, answers: str = "") -> None:
        """Send; raises what the mail backend raises, so that the delivery is tried again. `answers`: the Message-ID answered."""


class MailPostman(Postman):
    """Sends through Django's mail backend. A letter sent twice has one Message-ID; RFC 3834 keeps machines from answering."""

    def send(self, *, to: str, subject: str, text: str, message_id: str, answers: str = "") -> None:
        headers = {
            "Message-ID": message_id,
            "Auto-Submitted": "auto-replied" if answers else "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        if answers:
            headers |= {"In-Reply-To": answers, "References": answers}
        if settings.SCICOMM_LEADS_MAIL_ADDRESS:
            headers["Reply-To"] = settings.SCICOMM_LEADS_MAIL_ADDRESS
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()


class LogPostman(Postman):
    """Notes that a letter would go, and to nobody's address; for trying out."""

    def send(self, *, to: str, subject: str, text: str, message_id: str, answers: str = "") -> None:
        log.info("A letter %s of %d characters would go out", message_id, len(text))


def postman() -> Postman:
    """The postman in use."""
    return MailPostman()
