"""The door to the mail system: sending one message, and the folder that keeps mails as files."""

from __future__ import annotations

import datetime as dt
import email.policy
import logging
import re
import smtplib
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage as Parsed
from email.parser import BytesParser
from email.utils import formatdate, parseaddr
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from scicomm.audiences.clients.smtp import MailRefused, SmtpLine
from scicomm.audiences.rules import Letter, as_bytes, plain_address, without_addresses
from scicomm.core.mail import file_name, mail_folder

log = logging.getLogger("scicomm.mail")


_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\.eml")


# Larger files are not parsed for the inbox: no mail of ours comes near.
_LARGEST = 5 * 1024 * 1024


class Postman(ABC):
    """Takes letters to the mail system over one connection: `with BackendPostman() as postman: postman.send(letter)`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def send(self, letter: Letter) -> None:
        """Hand one letter over; raises MailRefused."""

    @abstractmethod
    def close(self) -> None:
        """End the connection."""


class BackendPostman(Postman):
    """Sends through Django's mail backend: the folder, or an SMTP server, which is spoken to directly."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        self._open = False
        self._line: SmtpLine | None = None

    def send(self, letter: Letter) -> None:
        try:
            if not self._open:
                self._connect()
            if self._line is None:
                self.connection.send_messages([_message(letter)])
            else:
                data = as_bytes(letter, sender=settings.DEFAULT_FROM_EMAIL, date=_date(int(time.time())))
                self._line.send(letter.return_path or _plain_sender(), plain_address(letter.to), data)
        except MailRefused as refusal:
            if refusal.broken:
                self.close()
            raise
        except (ValueError, UnicodeError) as error:
            raise MailRefused(f"{type(error).__name__}: {error}", permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            reason = without_addresses(f"{type(error).__name__}: {error}")
            raise MailRefused(reason, permanent=False, broken=True) from error

    def _connect(self) -> None:
        self.connection.open()
        self._open = True
        if isinstance(self.connection, SmtpBackend) and self.connection.connection:
            self._line = SmtpLine(self.connection.connection)

    def close(self) -> None:
        self._open, self._line = False, None
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            log.warning("The mail server did not say goodbye")


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return formatdate(second)


def _plain_sender() -> str:
    return plain_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _message(letter: Letter) -> EmailMessage:
    """The letter for another backend than SMTP."""
    headers = {**letter.headers, "Message-ID": letter.message_id}
    if letter.return_path:
        headers["Return-Path"] = f"<{letter.return_path}>"
    message = EmailMultiAlternatives(letter.subject, letter.body, to=[letter.to], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    return message


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
