"""The door to the mail system for letters to colleagues about the media matrix; what a letter says is made in tasks."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod

from django.conf import settings
from django.core.mail import EmailMessage

log = logging.getLogger("scicomm.channels.mail")


class MatrixPostman(ABC):
    """Hands one plain-text letter over to the mail system."""

    @abstractmethod
    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        """Send; raises what the mail backend raises, so that the letter is tried again later."""


class MailMatrixPostman(MatrixPostman):
    """Sends through Django's mail backend; the Message-ID is the caller's: a letter sent twice is the same mail."""

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()


class LogMatrixPostman(MatrixPostman):
    """Sends nothing and says so in the log."""

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        log.info("Would send %s: %s", message_id, subject)


def matrix_postman() -> MatrixPostman:
    """The postman in use."""
    return MailMatrixPostman()
