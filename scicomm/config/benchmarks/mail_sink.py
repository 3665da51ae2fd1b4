"""An SMTP server that takes mails and keeps nothing but their names: what the mail engine is measured and tested against.

RFC 5321 as far as a client like ours goes, with PIPELINING (RFC 2920). `python -m scicomm.config.benchmarks.mail_sink LOG` prints
its port and writes one line a mail (Message-ID, reader, bytes) until it is told to stop.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)
_PATH = re.compile(rb"<([^>]*)>")


@dataclass
class Taken:
    """One mail that was taken."""

    message_id: str
    to: str
    sender: str
    data: bytes


@dataclass
class Sink:
    """What a server does: `answer_to(reader)` and `answer_data(message_id)` give the reply; "cut" ends the connection instead,
    "take and cut" takes the mail and ends it without a word."""

    taken: Callable[[Taken], None]
    answer_to: Callable[[str], str] = lambda reader: "250 ok"
    answer_data: Callable[[str], str] = lambda message_id: "250 taken"
    extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME")
    seconds: float = 0.0
    connections: int = field(default=0, init=False)


class _Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.buffer = bytearray()
        self.in_data = False
        self.sender, self.reader = "", ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.sink.connections += 1
        self.say("220 sink ESMTP")

    def say(self, line: str) -> None:
        self.transport.write(line.encode() + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while not self.transport.is_closing() and (self._text() if self.in_data else self._command()):
            pass

    def _command(self) -> bool:
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self.buffer[:end])
        del self.buffer[: end + 2]
        verb = line[:4].upper()
        answer = {b"EHLO": self._ehlo, b"MAIL": self._mail, b"RCPT": self._rcpt, b"DATA": self._data}.get(verb)
        if answer:
            answer(line)
        elif verb == b"QUIT":
            self.say("221 bye")
            self.transport.close()
        elif verb in {b"RSET", b"NOOP"}:
            self.reader = ""
            self.say("250 ok")
        else:
            self.say("502 not here")
        return True

    def _ehlo(self, line: bytes) -> None:
        names = ["sink", *self.sink.extensions]
        for name in names[:-1]:
            self.say(f"250-{name}")
        self.say(f"250 {names[-1]}")

    def _mail(self, line: bytes) -> None:
        found = _PATH.search(line)
        self.sender, self.reader = found[1].decode() if found else "", ""
        self.say("250 ok")

    def _rcpt(self, line: bytes) -> None:
        found = _PATH.search(line)
        reader = found[1].decode() if found else ""
        answer = self.sink.answer_to(reader)
        if answer.startswith("2"):
            self.reader = reader
        self.say(answer)
        if answer.startswith("421"):
            self.transport.close()

    def _data(self, line: bytes) -> None:
        self.in_data = bool(self.reader)
        self.say("354 go on" if self.in_data else "503 no reader")

    def _text(self) -> bool:
        end = self.buffer.find(b"\r\n.\r\n")
        if end < 0:
            return False
        data = bytes(self.buffer[: end + 2]).replace(b"\r\n..", b"\r\n.")
        del self.buffer[: end + 5]
        self.in_data = False
        if self.sink.seconds:
            self.transport.pause_reading()
            asyncio.get_running_loop().call_later(self.sink.seconds, self._slowly, data)
            return False
        self._end(data)
        return True

    def _slowly(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()
            self._end(data)

    def _end(self, data: bytes) -> None:
        found = _MESSAGE_ID.search(data)
        name = found[1].decode() if found else ""
        answer = self.sink.answer_data(name)
        if answer.startswith("2") or answer == "take and cut":
            self.sink.taken(Taken(name, self.reader, self.sender, data))
        if answer.endswith("cut"):
            self.transport.abort()
            return
        self.say(answer)


@contextmanager
def sink_thread(sink: Sink) -> Iterator[int]:
    """A sink in a thread of this process; gives its port."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: _Talk(sink), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        server.close()
        loop.close()


async def _serve(log: Path) -> None:
    with log.open("w", encoding="ascii") as file:
        sink = Sink(lambda mail: print(mail.message_id, mail.to, f"{len(mail.data):07}", file=file, flush=True))
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Talk(sink), "127.0.0.1", 0)
        stop = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        print(server.sockets[0].getsockname()[1], flush=True)
        await stop.wait()
        server.close()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
