"""Handing letters to an SMTP server over one connection, with command pipelining (RFC 2920) where it is offered.

Without it a mail costs four waits for the server (MAIL, RCPT, DATA, the text), with it two. Connecting, TLS and signing in are
Django's and smtplib's. One text is under way at a time: a process that is killed leaves at most one mail of which nobody knows.
"""

from __future__ import annotations

import smtplib
from typing import Any

from scicomm.audiences.rules import without_addresses


class MailRefused(Exception):
    """A message was not taken. `permanent`: another try is useless; `broken`: the server itself does not answer."""

    def __init__(self, reason: str, *, permanent: bool, broken: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.broken = broken


Reply = tuple[int, bytes]


class SmtpLine:
    """A connection that is signed in."""

    def __init__(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        self.server: Any = server
        self.pipelined = server.has_extn("pipelining")
        # RFC 3461: a report of a failure without the whole mail in it.
        self.reports = server.has_extn("dsn")

    def send(self, sender: str, to: str, data: bytes) -> None:
        """Hand one message over. Raises MailRefused, or what smtplib raises when the connection breaks."""
        if self.reports:
            commands = [f"MAIL FROM:<{sender}> RET=HDRS", f"RCPT TO:<{to}> NOTIFY=FAILURE", "DATA"]
        else:
            commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA"]
        replies = self._together(commands) if self.pipelined else self._in_turn(commands)
        self._check(replies)
        self.server.send(data.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
        self._taken(self.server.getreply())

    def _in_turn(self, commands: list[str]) -> list[Reply]:
        replies = []
        for command in commands:
            replies.append(self.server.docmd(command))
            if replies[-1][0] >= 400:
                break
        return replies

    def _together(self, commands: list[str]) -> list[Reply]:
        self.server.send("\r\n".join([*commands, ""]))
        replies = []
        for _command in commands:
            replies.append(self.server.getreply())
            if replies[-1][0] == 421:
                break
        return replies

    def _check(self, replies: list[Reply]) -> None:
        """Go on only when sender, reader and DATA were all accepted; else leave the server ready for the next mail."""
        bad = next((index for index, (code, _words) in enumerate(replies) if code >= 400), None)
        if bad is None:
            return
        code, words = replies[bad]
        if code != 421:
            if len(replies) == 3 and replies[2][0] == 354:
                # RFC 2920 section 3.1: DATA may be accepted although no reader was; an empty text ends it.
                self.server.send(b".\r\n")
                self.server.getreply()
            self.server.rset()
        # What is refused at MAIL is us, not the reader; it would be so for every mail.
        raise _refused(["sender", "reader", "data"][bad], code, words, broken=code == 421 or bad == 0)

    def _taken(self, reply: Reply) -> None:
        code, words = reply
        if code != 250:
            raise _refused("data", code, words, broken=code == 421)


def _refused(part: str, code: int, words: bytes, *, broken: bool) -> MailRefused:
    """The server spoke: 4xx means later, 5xx never."""
    said = without_addresses(words.decode("utf-8", "replace"))
    return MailRefused(f"{part}: {code} {said}", permanent=code >= 500 and not broken, broken=broken)
