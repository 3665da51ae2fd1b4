"""The door to the mail system: sending one message, and the folder that keeps mails as files. What a mail says is not here."""

from __future__ import annotations

import datetime as dt
import email.policy
import logging
import re
import smtplib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage as Parsed
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection

from scicomm.audiences.rules import without_addresses
from scicomm.core.mail import file_name, mail_folder

log = logging.getLogger("scicomm.mail")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\.eml")
# Larger files are not parsed for the inbox: no mail of ours comes near.
_LARGEST = 5 * 1024 * 1024


class MailRefused(Exception):
    """A message was not taken. `permanent`: another try is useless; `broken`: the server itself does not answer."""

    def __init__(self, reason: str, *, permanent: bool, broken: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.broken = broken


class Postman(ABC):
    """Takes messages to the mail system over one connection: `with BackendPostman() as postman: postman.send(message)`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def send(self, message: EmailMessage) -> None:
        """Hand one message over; raises MailRefused."""

    @abstractmethod
    def close(self) -> None:
        """End the connection."""


class BackendPostman(Postman):
    """Sends through Django's mail backend: the folder, or an SMTP server."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        self._open = False

    def send(self, message: EmailMessage) -> None:
        try:
            if not self._open:
                self.connection.open()
                self._open = True
            self.connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            raise _refused(error, min(codes, default=0)) from error
        except smtplib.SMTPDataError as error:
            raise _refused(error, error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            self._open = False
            reason = without_addresses(f"{type(error).__name__}: {error}")
            raise MailRefused(reason, permanent=False, broken=True) from error

    def close(self) -> None:
        self._open = False
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            log.warning("The mail server did not say goodbye")


def _refused(error: Exception, code: int) -> MailRefused:
    """The server spoke: 4xx means later, 5xx never."""
    return MailRefused(without_addresses(f"{type(error).__name__}: {error}"), permanent=code >= 500)


@dataclass(frozen=True)
class KeptMail:
    """A mail in the folder, as the inbox shows it."""

    name: str
    subject: str
    to: str
    at: dt.datetime
    text: str = ""
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def mail_names() -> list[str]:
    """The names of all kept mails, newest first; only names are read."""
    folder = mail_folder()
    if not folder.is_dir():
        return []
    entries = [entry for entry in folder.iterdir() if _NAME.fullmatch(entry.name) and not entry.is_symlink()]
    return [
        entry.name for entry in sorted(entries, key=lambda entry: (entry.stat().st_mtime, entry.name), reverse=True)
    ]


def read_mail(name: str) -> KeptMail | None:
    """One kept mail; None for a name that is no mail of the folder, whatever trick it is written with."""
    path = mail_folder() / name
    if not _NAME.fullmatch(name) or path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    parsed = BytesParser(_class=Parsed, policy=email.policy.default).parsebytes(path.read_bytes())
    return KeptMail(
        name=name,
        subject=str(parsed["Subject"] or ""),
        to=str(parsed["To"] or ""),
        at=dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
        headers=tuple((key, str(value)) for key, value in parsed.items()),
    )


def _part(parsed: Parsed, kind: str) -> str:
    found = parsed.get_body(preferencelist=(kind,))
    return str(found.get_content()) if found is not None else ""


def remove_mails(message_ids: Iterable[str]) -> int:
    """Delete kept mails by Message-ID, for a reader who wants to be forgotten; returns how many files went."""
    gone = 0
    for message_id in message_ids:
        path: Path = mail_folder() / file_name(message_id)
        if path.is_file():
            path.unlink()
            gone += 1
    return gone
