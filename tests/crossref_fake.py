"""A deposit system for tests: a real HTTP server that behaves as Crossref's does, with a memory that tests look into.

It takes `doMDUpload` as multipart, answers the HTML page that says SUCCESS (or 401 to a wrong sign-in), keeps packages in a
queue, and answers `submissionDownload` with the diagnostic: unknown, queued, in process, completed. Records are judged as the
register would: a version that is not higher is refused, a prefix that is not the account's is refused.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from lxml import etree

from tests.factories.deposits import PASSWORD

LOGIN = "lake@example.cn/lake"
SPACE = {"c": "http://www.crossref.org/schema/5.4.0"}
PAGE = "<html><head><title>{0}</title></head><body><h2>{0}</h2><p>{1}</p></body></html>"


@dataclass
class FakeCrossref:
    """What the system knows and how it is to behave."""

    address: str = ""
    uploads: list[tuple[str, bytes]] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    """The version the register holds of each DOI."""
    messages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What is to be said of a DOI: status and message; without an entry it is judged by its version."""
    silent: set[str] = field(default_factory=set)
    """DOIs that the diagnostic forgets."""
    whole: str = ""
    """Refuses packages of several records as a whole, with this message."""
    rounds: int = 0
    """How often a package is asked for before it is completed; -1: never."""
    trouble: list[int] = field(default_factory=list)
    """Statuses of the next answers, before it works again."""
    breaks: bool = False
    """Takes the package and breaks the line before it answers."""
    asked: dict[str, int] = field(default_factory=dict)
    done: dict[str, bytes] = field(default_factory=dict)
    password: str = PASSWORD

    def judge(self, batch_id: str, package: bytes) -> bytes:
        """The diagnostic of a package, and what the register holds afterwards."""
        root = etree.fromstring(package)
        version = int(root.findtext(".//c:head/c:timestamp", namespaces=SPACE) or 0)
        dois = [node.text or "" for node in root.iterfind(".//c:journal_article/c:doi_data/c:doi", SPACE)]
        rows = []
        if self.whole and len(dois) > 1:
            rows.append(("", "Failure", self.whole))
        else:
            rows = [(doi, *self._one(doi, version)) for doi in dois if doi not in self.silent]
        counts = {kind: sum(row[1] == kind for row in rows) for kind in ("Success", "Warning", "Failure")}
        records = "".join(
            f'<record_diagnostic status="{status}"><doi>{escape(doi)}</doi><msg>{escape(message)}</msg></record_diagnostic>'
            for doi, status, message in rows
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><doi_batch_diagnostic status="completed" sp="ds4.crossref.org">'
            f"<submission_id>14073{len(self.uploads)}</submission_id><batch_id>{batch_id}</batch_id>{records}<batch_data>"
            f"<record_count>{len(rows)}</record_count><success_count>{counts['Success']}</success_count>"
            f"<warning_count>{counts['Warning']}</warning_count><failure_count>{counts['Failure']}</failure_count>"
            f"</batch_data></doi_batch_diagnostic>"
        ).encode()

    def _one(self, doi: str, version: int) -> tuple[str, str]:
        known = self.versions.get(doi)
        if doi in self.messages:
            status, message = self.messages[doi]
            if status != "Failure":
                self.versions[doi] = version
            return status, message
        if known is not None and version <= known:
            return "Failure", (
                f"Record not processed because submitted version: {version} is less or equal to previously submitted "
                f"version {known}"
            )
        self.versions[doi] = version
        return "Success", "Successfully added" if known is None else "Successfully updated"

    def state_of(self, batch_id: str) -> bytes:
        found = next((package for name, package in self.uploads if name == batch_id), None)
        if found is None:
            return b'<doi_batch_diagnostic status="unknown_submission"></doi_batch_diagnostic>'
        self.asked[batch_id] = self.asked.get(batch_id, 0) + 1
        if self.rounds < 0 or self.asked[batch_id] <= self.rounds:
            stage = "queued" if self.asked[batch_id] == 1 else "in_process"
            return f'<doi_batch_diagnostic status="{stage}"><submission_id>1</submission_id></doi_batch_diagnostic>'.encode()
        if batch_id not in self.done:
            self.done[batch_id] = self.judge(batch_id, found)
        return self.done[batch_id]


class _Handler(BaseHTTPRequestHandler):
    fake: FakeCrossref

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.fake.trouble:
            self._say(self.fake.trouble.pop(0), PAGE.format("ERROR", "The system is not available").encode())
            return
        form = read_multipart(self.headers["Content-Type"], body)
        if (form["login_id"], form["login_passwd"]) != (LOGIN.encode(), self.fake.password.encode()):
            self._say(401, PAGE.format("FAILURE", "Unauthorized").encode())
            return
        assert urlsplit(self.path).path == "/servlet/deposit"
        assert form["operation"] == b"doMDUpload"
        batch_id = etree.fromstring(form["fname"]).findtext(".//c:doi_batch_id", namespaces=SPACE) or ""
        self.fake.uploads.append((batch_id, form["fname"]))
        if self.fake.breaks:
            self.fake.breaks = False
            self.close_connection = True
            return
        self._say(200, PAGE.format("SUCCESS", "Your batch submission was successfully received.").encode())

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if self.fake.trouble:
            self._say(self.fake.trouble.pop(0), b"not now")
        elif (query["usr"], query["pwd"]) != ([LOGIN], [self.fake.password]):
            self._say(401, b"Unauthorized")
        else:
            self._say(200, self.fake.state_of(query["doi_batch_id"][0]), "text/xml")

    def _say(self, status: int, content: bytes, kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind};charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def read_multipart(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a multipart form by name, read strictly."""
    found = re.fullmatch(r"multipart/form-data; boundary=(\S+)", content_type)
    assert found, content_type
    mark = b"--" + found.group(1).encode()
    assert body.startswith(mark + b"\r\n")
    assert body.endswith(b"\r\n" + mark + b"--\r\n")
    parts: dict[str, bytes] = {}
    for part in body[len(mark) + 2 : -len(mark) - 6].split(b"\r\n" + mark + b"\r\n"):
        head, _blank, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'name="(\w+)"', head)
        assert name, head
        parts[name.group(1).decode()] = content
    return parts


@contextmanager
def running_fake() -> Iterator[FakeCrossref]:
    """A fake that listens on a free port of this machine."""
    fake = FakeCrossref()
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    fake.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
