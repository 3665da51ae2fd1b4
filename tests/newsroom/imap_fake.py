"""An IMAP server of a few verbs on this machine, for the leads' box: one folder, flags, no encryption."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Any


class _Session(socketserver.StreamRequestHandler):
    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        server: Any = self.server
        self.say("* OK ready")
        for raw in self.rfile:
            tag, _space, command = raw.decode().strip().partition(" ")
            verb = command.upper()
            if verb.startswith("CAPABILITY"):
                self.say("* CAPABILITY IMAP4rev1")
            elif verb.startswith("LOGIN") and '"right"' not in command:
                self.say(f"{tag} NO wrong password")
                continue
            elif verb.startswith("SELECT"):
                self.say(f"* {len(server.mails)} EXISTS")
            elif verb.startswith("UID SEARCH"):
                self.say("* SEARCH " + " ".join(uid for uid in server.mails if r"\Seen" not in server.flags[uid]))
            elif found := re.match(r"UID FETCH (\d+) \((.*)\)", command):
                self.fetch(found[1], found[2], server.mails[found[1]])
            elif found := re.match(r"UID STORE (\d+) \+FLAGS \((.*)\)", command):
                server.flags[found[1]] |= set(found[2].split())
            elif verb.startswith("LOGOUT"):
                self.say("* BYE")
                self.say(f"{tag} OK")
                return
            self.say(f"{tag} OK done")

    def fetch(self, uid: str, what: str, data: bytes) -> None:
        if what == "RFC822.SIZE":
            self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(data)})")
            return
        self.wfile.write(
            f"* 1 FETCH (UID {uid} {what.replace('.PEEK', '')} {{{len(data)}}}\r\n".encode() + data + b")\r\n"
        )


class FakeImap(socketserver.ThreadingTCPServer):
    """`with FakeImap({"1": mail}) as server:` listens on `server.port`; `server.flags` says what was marked."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, mails: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails = mails
        self.flags: dict[str, set[str]] = {uid: set() for uid in mails}
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *what: object) -> None:
        self.shutdown()
        super().__exit__(*what)
