"""The door to the mail system for words to journalists and editors; what they say is decided in handlers.

The log-only twin is Django's mail backend of the installation: without a mail server it writes files (core.mail).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage


class PressPostman(ABC):
    """Hands one plain-text letter over to the mail system."""

    @abstractmethod
    def send(self, *, to: Sequence[str], subject: str, text: str, message_id: str) -> None:
        """Send; raises what the mail backend raises, so that the delivery is tried again."""


class PressMail(PressPostman):
    """Sends through Django's mail backend; a letter sent twice carries the same Message-ID. Nobody sees the other addresses."""

    def send(self, *, to: Sequence[str], subject: str, text: str, message_id: str) -> None:
        first, rest = ([to[0]], []) if len(to) == 1 else ([settings.DEFAULT_FROM_EMAIL], list(to))
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, first, bcc=rest, headers=headers).send()
