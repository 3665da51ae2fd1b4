"""The door to the mail system for mails of watches, and the journal of what it has taken; what a mail says is made in tasks."""

from __future__ import annotations

import logging
import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

log = logging.getLogger("scicomm.watches")
_KEPT = 3


@dataclass(frozen=True)
class WatchLetter:
    """A mail to one person. `leave_url` stops these mails with one POST (RFC 8058)."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    leave_url: str


class WatchPostman(ABC):
    """Hands one letter over to the mail system."""

    @abstractmethod
    def send(self, letter: WatchLetter) -> None:
        """Send; raises what the mail backend raises, so that the letter is tried again later."""


class MailWatchPostman(WatchPostman):
    """Sends through Django's mail backend; a letter sent twice has one Message-ID."""

    def send(self, letter: WatchLetter) -> None:
        headers = {
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{letter.leave_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        message = EmailMultiAlternatives(
            letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=headers
        )
        message.attach_alternative(letter.html, "text/html")
        message.send()


class LogWatchPostman(WatchPostman):
    """Sends nothing and says so in the log."""

    def send(self, letter: WatchLetter) -> None:
        log.info("Would send %s: %s", letter.message_id, letter.subject)


def watch_postman() -> WatchPostman:
    """The postman in use."""
    return MailWatchPostman()


class WatchJournal:
    """Which mails were taken, on disk before the database is told: one `write` a line, which the death of the process does not
    undo. One file a day; a mail that is claimed a second time is looked up here before it is sent again."""

    def __init__(self) -> None:
        self.folder = Path(settings.SCICOMM_HOME) / "outbox"

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("watches-*.log"))

    def note(self, key: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"watches-{timezone.now():%Y%m%d}.log"
        is_new = not path.exists()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, f"{key}\n".encode())
        finally:
            os.close(file)
        if is_new:
            for old in self._files()[:-_KEPT]:
                old.unlink(missing_ok=True)

    def holds(self, key: str) -> bool:
        return any(key in path.read_text("utf-8").split("\n")[:-1] for path in self._files())
