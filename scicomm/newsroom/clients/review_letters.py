"""The door to the mail system for letters about reviews; what a letter says is decided in handlers."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

log = logging.getLogger("scicomm.mail")


@dataclass(frozen=True)
class Letter:
    """One plain-text letter. The same `message_id` makes a letter sent twice one letter."""

    to: str
    subject: str
    text: str
    message_id: str


class Postman(ABC):
    """Hands letters over to the mail system."""

    @abstractmethod
    def send(self, letters: Sequence[Letter]) -> None:
        """Send all over one connection; raises what the mail backend raises, so that the delivery is tried again."""


class BackendPostman(Postman):
    """Sends through Django's mail backend."""

    def send(self, letters: Sequence[Letter]) -> None:
        if not letters:
            return
        marks = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        get_connection().send_messages(
            [
                EmailMessage(
                    letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to],
                    headers={"Message-ID": letter.message_id, **marks},
                )
                for letter in letters
            ]
        )  # fmt: skip


class LoggingPostman(Postman):
    """The twin that only notes how many letters there would be: neither words nor addresses, because a letter may hold a link."""

    def send(self, letters: Sequence[Letter]) -> None:
        log.info("%s letters about reviews were not sent", len(letters))


def postman() -> Postman:
    """The postman in use."""
    return BackendPostman()
