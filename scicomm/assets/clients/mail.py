"""The door to the mail system for letters about requested files; what a letter says is decided in handlers."""

from __future__ import annotations

from abc import ABC, abstractmethod

from django.conf import settings
from django.core.mail import EmailMessage


class Postman(ABC):
    """Hands one plain-text letter over to the mail system."""

    @abstractmethod
    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        """Send; raises what the mail backend raises, so that the delivery is tried again."""


class MailPostman(Postman):
    """Sends through Django's mail backend; a letter sent twice carries the same Message-ID."""

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        headers = {"Message-ID": message_id}
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()
