"""The door to the mail system for one message to a reader; what the mail says is decided in handlers."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod

from django.conf import settings
from django.core.mail import EmailMessage

log = logging.getLogger("scicomm.responses")


class Postman(ABC):
    """Hands one plain-text message over to the mail system."""

    @abstractmethod
    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        """Send; raises what the mail backend raises, so that the delivery is tried again."""


class BackendPostman(Postman):
    """Sends through Django's mail backend. The Message-ID is the caller's: a message sent twice is the same message."""

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()


class LogPostman(Postman):
    """Sends nothing and logs the Message-ID: for a trial run on real data."""

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        log.info("Not sent (log only): %s", message_id)


def postman() -> Postman:
    """The postman in use."""
    return BackendPostman()
