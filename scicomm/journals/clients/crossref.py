"""Hands packages to Crossref and asks what became of them; what an answer means is read in the rules."""

from __future__ import annotations

import logging
import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings

from scicomm.core.outside import MOST_BYTES, OutsideAnswer, OutsideClient, Resolver, resolve

log = logging.getLogger("scicomm.journals")

LIVE, TEST = "https://doi.crossref.org", "https://test.crossref.org"
USER_AGENT = "SciComm-Journals/1 (DOI deposit)"
# A package may hold some megabytes, and Crossref takes its time to receive one.
TOTAL_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where to deposit, and as whom. The password never appears in a repr, a log or an error."""

    address: str
    login: str
    password: str = field(repr=False)


class CrossrefClient(ABC):
    """Speaks with the deposit system. `speaks` is False for the twin that only writes down what it would do."""

    speaks = True

    @abstractmethod
    def deposit(self, sign_in: SignIn, batch_id: str, package: bytes) -> OutsideAnswer:
        """Hand over a package (`doMDUpload`); the answer says only that it was received. Raises OutsideError."""

    @abstractmethod
    def result(self, sign_in: SignIn, batch_id: str) -> OutsideAnswer:
        """Ask what became of a package (`submissionDownload`). Raises OutsideError."""


class LoggedCrossrefClient(CrossrefClient):
    """For machines that must not reach out: nothing is sent, what waits keeps waiting."""

    speaks = False

    def deposit(self, sign_in: SignIn, batch_id: str, package: bytes) -> OutsideAnswer:
        raise NotImplementedError("fetching is switched off")

    def result(self, sign_in: SignIn, batch_id: str) -> OutsideAnswer:
        raise NotImplementedError("fetching is switched off")


def crossref_client() -> CrossrefClient:
    """The client that the settings ask for."""
    if not settings.SCICOMM_FETCH:
        return LoggedCrossrefClient()
    return HttpCrossrefClient(allow_private=settings.SCICOMM_FETCH_PRIVATE)


class HttpCrossrefClient(CrossrefClient):
    """Speaks HTTP within the bounds of OutsideClient (Crossref documentation: "HTTPS POST", "Submission download")."""

    def __init__(
        self, *, allow_private: bool = False, seconds: float = TOTAL_SECONDS, resolver: Resolver = resolve
    ) -> None:
        self.outside = OutsideClient(
            allow_private=allow_private, most_bytes=MOST_BYTES, seconds=seconds, resolver=resolver
        )

    def deposit(self, sign_in: SignIn, batch_id: str, package: bytes) -> OutsideAnswer:
        boundary = f"----scicomm{secrets.token_hex(16)}"
        words = {"operation": "doMDUpload", "login_id": sign_in.login, "login_passwd": sign_in.password}
        body = multipart(words, f"{batch_id}.xml", package, boundary)
        headers = {"User-Agent": USER_AGENT, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.outside.post(f"{sign_in.address}/servlet/deposit", headers, body)

    def result(self, sign_in: SignIn, batch_id: str) -> OutsideAnswer:
        query = {"usr": sign_in.login, "pwd": sign_in.password, "doi_batch_id": batch_id, "type": "result"}
        address = f"{sign_in.address}/servlet/submissionDownload?{urlencode(query)}"
        return self.outside.get(address, {"User-Agent": USER_AGENT, "Accept": "application/xml"})


def multipart(words: dict[str, str], file_name: str, content: bytes, boundary: str) -> bytes:
    """A form with one file, named `fname`, as RFC 7578 writes it."""
    mark = f"--{boundary}\r\n".encode()
    parts = [
        mark + f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in words.items()
    ]
    head = (
        f'Content-Disposition: form-data; name="fname"; filename="{file_name}"\r\nContent-Type: application/xml\r\n\r\n'
    )
    return b"".join(parts) + mark + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
