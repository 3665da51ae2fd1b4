"""Boxes that mail comes in by (leads, bounces): a maildir on this machine or an IMAP folder elsewhere.

A box hands out mails that were not taken yet. What was taken is marked as read and stays where it is; what could not be read is
flagged besides. Whether a mail was taken before is known by its key in the database, so that a mark that was lost does no harm.
"""

from __future__ import annotations

import imaplib
import logging
import mailbox
import re
import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

log = logging.getLogger("scicomm.mail")
MOST_BYTES = 40 * 1024 * 1024
A_ROUND = 50
SECONDS = 30.0
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class BoxError(Exception):
    """The box could not be opened or read; the message says why, without names and passwords."""


@dataclass(frozen=True)
class ReceivedMail:
    """A mail as it lies in the box. `mark` finds it again; `is_large`: too large to be read, `data` is its beginning."""

    mark: str
    data: bytes
    is_large: bool = False


class MailBox(ABC):
    """A box of mails."""

    @abstractmethod
    def waiting(self) -> Iterator[ReceivedMail]:
        """Mails that were not taken, the longest waiting first, so many a round. Raises BoxError."""

    @abstractmethod
    def taken(self, mail: ReceivedMail) -> None:
        """Mark a mail as read."""

    @abstractmethod
    def set_aside(self, mail: ReceivedMail) -> None:
        """Mark a mail as read and flag it, for a person to look at."""


class NoBox(MailBox):
    """No box is set: notes it for those who look, and has nothing."""

    def waiting(self) -> Iterator[ReceivedMail]:
        log.debug("No box is set: nothing comes in by mail")
        return iter(())

    def taken(self, mail: ReceivedMail) -> None:
        """Nothing was handed out."""

    def set_aside(self, mail: ReceivedMail) -> None:
        """Nothing was handed out."""


class MaildirBox(MailBox):
    """A maildir: the mail server delivers into `new`; what was read moves to `cur` with the flags S (seen) and F (flagged)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def waiting(self) -> Iterator[ReceivedMail]:
        try:
            names = sorted(path.name for path in (self.folder / "new").iterdir() if path.is_file())
        except OSError as error:
            raise BoxError(f"{type(error).__name__}: {error.strerror}") from error
        for name in names[:A_ROUND]:
            with suppress(FileNotFoundError), (self.folder / "new" / name).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
                yield ReceivedMail(name, data[:MOST_BYTES], len(data) > MOST_BYTES)

    def taken(self, mail: ReceivedMail) -> None:
        self._move(mail, "S")

    def set_aside(self, mail: ReceivedMail) -> None:
        self._move(mail, "FS")

    def _move(self, mail: ReceivedMail, flags: str) -> None:
        # The file is renamed, not written anew: whatever is in it, nothing of it is lost.
        name = mail.mark.partition(":")[0]
        with suppress(FileNotFoundError):
            (self.folder / "new" / mail.mark).rename(self.folder / "cur" / f"{name}:2,{flags}")

    @classmethod
    def create(cls, folder: Path) -> MaildirBox:
        """Make the folders of a maildir where there are none."""
        mailbox.Maildir(folder, create=True)
        return cls(folder)


class ImapBox(MailBox):
    """A folder of an IMAP server (RFC 3501), over TLS. Mails are peeked at, and marked only after they were taken."""

    def __init__(self, host: str, port: int, user: str, password: str, folder: str, *, tls: bool = True) -> None:
        self.host, self.port, self.user, self.password, self.folder, self.tls = host, port, user, password, folder, tls
        self._server: imaplib.IMAP4 | None = None

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        try:
            server = (
                imaplib.IMAP4_SSL(self.host, self.port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
                if self.tls
                else imaplib.IMAP4(self.host, self.port, timeout=SECONDS)
            )
        except (OSError, imaplib.IMAP4.error) as error:
            raise BoxError(f"{type(error).__name__}: {self.host}:{self.port}") from error
        try:
            server.login(self.user, self.password)
            quoted = self.folder.replace("\\", "\\\\").replace('"', '\\"')
            if server.select(f'"{quoted}"')[0] != "OK":
                raise BoxError(f"no folder {self.folder}")
            yield server
        except (OSError, imaplib.IMAP4.error) as error:
            # What the server says of a refused login may repeat the name.
            raise BoxError(f"{type(error).__name__} at {self.host}:{self.port}") from error
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()

    def waiting(self) -> Iterator[ReceivedMail]:
        with self._open() as self._server:
            _state, found = self._server.uid("SEARCH", "UNSEEN")
            for uid in (found[0] or b"").split()[:A_ROUND]:
                mail = self._fetch(self._server, uid)
                if mail is not None:
                    yield mail

    @staticmethod
    def _fetch(server: imaplib.IMAP4, uid: bytes) -> ReceivedMail | None:
        mark = uid.decode("ascii")
        _state, said = server.uid("FETCH", mark, "(RFC822.SIZE)")
        size = _SIZE.search(said[0] if said and isinstance(said[0], bytes) else b"")
        large = bool(size and int(size[1]) > MOST_BYTES)
        part = "BODY.PEEK[HEADER]" if large else "BODY.PEEK[]"
        _state, answer = server.uid("FETCH", mark, f"({part})")
        data = next((one[1] for one in answer or [] if isinstance(one, tuple)), None)
        return ReceivedMail(mark, bytes(data), large) if data is not None else None

    def taken(self, mail: ReceivedMail) -> None:
        self._flag(mail, r"(\Seen)")

    def set_aside(self, mail: ReceivedMail) -> None:
        self._flag(mail, r"(\Seen \Flagged)")

    def _flag(self, mail: ReceivedMail, flags: str) -> None:
        """Over the connection that handed the mail out, which is open as long as mails are taken from it."""
        if self._server is None:
            raise BoxError("no connection")
        try:
            self._server.uid("STORE", mail.mark, "+FLAGS", flags)
        except (OSError, imaplib.IMAP4.error) as error:
            raise BoxError(f"{type(error).__name__} at {self.host}:{self.port}") from error


def box_of(setting: str, password: str) -> MailBox:
    """The box that the settings name; none where they name none. The settings are checked when the site starts."""
    if not setting:
        return NoBox()
    if setting.startswith(("imap://", "imaps://")):
        parts = urlsplit(setting)
        tls = parts.scheme == "imaps"
        return ImapBox(
            parts.hostname or "", parts.port or (993 if tls else 143), unquote(parts.username or ""), password,
            unquote(parts.path.strip("/")) or "INBOX", tls=tls,
        )  # fmt: skip
    return MaildirBox(Path(setting))
