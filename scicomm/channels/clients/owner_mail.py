"""The door to the mail system for letters to those who keep accounts; what a letter says is decided in handlers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage


class Postman(ABC):
    """Hands one plain-text letter over to the mail system."""

    @abstractmethod
    def send(self, *, to: Sequence[str], subject: str, text: str, message_id: str) -> None:
        """Send; raises what the mail backend raises, so that the delivery is tried again."""


class MailPostman(Postman):
    """Sends through Django's mail backend; a letter sent twice carries the same Message-ID."""

    def send(self, *, to: Sequence[str], subject: str, text: str, message_id: str) -> None:
        headers = {"Message-ID": message_id}
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, list(to), headers=headers).send()
