"""Asking a platform's API: what an answer that never came means, what the words of an error may hold, forms with files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.channels.clients.outlets import Outlet, OutletError, Wrong
from scicomm.channels.clients.pictures import File
from scicomm.channels.rules.packages import Account, Picture, Problem, Words
from scicomm.channels.rules.pictures import left_out
from scicomm.core.outside import NotReached, OutsideAnswer, OutsideClient, OutsideError

USER_AGENT = "SciComm-Channels/1"
SECONDS = 60.0
_SHORTEST_SECRET = 4


class Refused(OutletError):
    """The platform understood and will not do it; `code` is its own code, for the few that we can do something about."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words, Wrong.REFUSED)
        self.code = code


class HttpOutlet(Outlet):
    """The speaking half of a platform with a web API: at its own address, or where SCICOMM_RELAYS says that it is reached."""

    home: ClassVar[str]
    name: ClassVar[Words]

    def __init__(self, client: OutsideClient | None = None, address: str = "") -> None:
        self.client = client or OutsideClient(allow_private=settings.SCICOMM_FETCH_PRIVATE, seconds=SECONDS)
        self.address = address.rstrip("/") or settings.SCICOMM_RELAYS.get(self.kind) or self.home

    def line(self, account: Account) -> Line:
        return Line(self.client, str(self.name), [text for text in account.secrets.values() if text])


@dataclass(slots=True)
class Line:
    """A conversation with a platform. `hidden` are the secrets that no error may show; more are added as they are learnt."""

    client: OutsideClient
    platform: str
    hidden: list[str] = field(default_factory=list, repr=False)

    def ask(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        commits: bool = False,
    ) -> OutsideAnswer:
        """One call. `commits`: it makes something public, so that an answer that never came leaves us unsure."""
        said = {"User-Agent": USER_AGENT, "Accept": "application/json", **(headers or {})}
        try:
            get = method == "GET"
            answer = self.client.get(address, said) if get else self.client.send(method, address, said, body)
        except NotReached as error:
            raise self.silent(str(error), commits=False) from None
        except OutsideError as error:
            raise self.silent(str(error), commits=commits) from None
        if answer.status >= 500:
            # A gateway's 502 or 504 says nothing of what stands behind it; 503 is the platform saying that it did nothing.
            wait = answer.retry_after
            raise self.silent(f"HTTP {answer.status}", commits=commits and answer.status != 503, wait=wait)
        return answer

    def silent(self, reason: str, *, commits: bool, wait: int | None = None) -> OutletError:
        """No answer: unsure where something may have been taken, else later."""
        if commits:
            words = _("The connection to %(platform)s ended before its answer came; the post may stand there already.")
            return OutletError(words % {"platform": self.platform}, Wrong.UNSURE)
        words = _("%(platform)s does not answer now: %(reason)s")
        said = {"platform": self.platform, "reason": self.clean(reason)}
        return OutletError(words % said, Wrong.LATER, wait=wait)

    def object(self, answer: OutsideAnswer, *, commits: bool = False) -> dict[str, Any]:
        """The JSON object of an answer; anything else is no answer."""
        try:
            value = json.loads(answer.content)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise self.silent(_("its answer cannot be read."), commits=commits)
        return value

    def array(self, answer: OutsideAnswer) -> list[Any]:
        """The JSON list of an answer; anything else is no answer."""
        try:
            value = json.loads(answer.content)
        except ValueError:
            value = None
        if not isinstance(value, list):
            raise self.silent(_("its answer cannot be read."), commits=False)
        return value

    def says(self, words: str, code: str | int = "") -> str:
        """What a platform said, for people, without secrets."""
        said = {"platform": self.platform, "words": self.clean(words)[:300], "code": code}
        if code == "":
            return _("%(platform)s says: %(words)s") % said
        return _("%(platform)s says: %(words)s (%(code)s)") % said

    def clean(self, text: str) -> str:
        """The text without any secret of this conversation, plain or as it stands in an address."""
        for secret in sorted(self.hidden, key=len, reverse=True):
            if len(secret) >= _SHORTEST_SECRET:
                for form in (secret, quote(secret, safe="")):
                    text = text.replace(form, "•••")
        return text


def as_json(value: Any) -> tuple[dict[str, str], bytes]:
    """Headers and body of a JSON call; Chinese is written as it is, for WeChat keeps escapes as they stand."""
    return {"Content-Type": "application/json; charset=utf-8"}, json.dumps(value, ensure_ascii=False).encode()


def as_form(fields: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form without files."""
    return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode()


def as_multipart(fields: Mapping[str, str], files: Sequence[tuple[str, File]]) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form with files (RFC 7578)."""
    boundary = "scicomm" + hashlib.sha256(b"".join(file.data for _name, file in files)).hexdigest()[:32]
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, file in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n'
        parts += [head.encode(), f"Content-Type: {file.mime}\r\n\r\n".encode(), file.data, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, b"".join(parts)


def picture_problem(picture: Picture, why: str) -> Problem:
    """A picture that did not arrive though the text did."""
    return left_out(picture, why)


def limited(words: str, wait: int | None) -> OutletError:
    """The platform counts our calls."""
    return OutletError(words, Wrong.LIMITED, wait=wait)


def bad_credentials(words: str) -> OutletError:
    """The account's credentials are no good any more."""
    return OutletError(words, Wrong.CREDENTIALS)
