"""A conversation with the server where a Bluesky account lives: signing in, procedures, queries, errors.

Sources: atproto.com, specification "HTTP API (XRPC)"; Lexicons `com.atproto.server.createSession` and `refreshSession`;
docs.bsky.app, "Rate limits" (headers `ratelimit-…`).
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from scicomm.channels.clients.speaking import Line, Refused, as_json, bad_credentials, limited
from scicomm.channels.rules.packages import Account
from scicomm.core.outside import OutsideAnswer

_CREDENTIALS = {
    *("AuthenticationRequired", "AccountTakedown", "AccountDeactivated", "AccountSuspended", "InvalidToken"),
    *("AuthMissing", "AuthFactorTokenRequired", "BadJwt"),
}


@dataclass(slots=True)
class Session:
    """A signed-in session: the account's lasting number (DID) and two tokens."""

    did: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass(slots=True)
class Repo:
    """A conversation with the server where the account lives; it signs in at the first call that needs it."""

    line: Line
    address: str
    account: Account
    session: Session | None = None

    @property
    def did(self) -> str:
        return self._signed_in().did

    def number(self) -> str:
        """The account's DID without signing in (com.atproto.identity.resolveHandle); signing in is counted."""
        if self.session is not None:
            return self.session.did
        return str(
            self.query(self.address, "com.atproto.identity.resolveHandle", handle=self.identifier).get("did", "")
        )

    @property
    def identifier(self) -> str:
        return self.account.settings.get("identifier", "").strip().removeprefix("@") or self.account.handle

    def write(self, method: str, value: Any, *, commits: bool = False) -> dict[str, Any]:
        """A procedure with JSON, signed in."""
        headers, body = as_json(value)
        return self.procedure(method, headers, body, commits=commits)

    def procedure(self, method: str, headers: dict[str, str], body: bytes, *, commits: bool = False) -> dict[str, Any]:
        """A procedure, signed in; a session that ended is renewed once."""
        for fresh in (False, True):
            session = self._renewed() if fresh else self._signed_in()
            said = {**headers, "Authorization": f"Bearer {session.access}"}
            answer = self.line.ask("POST", f"{self.address}/xrpc/{method}", said, body, commits=commits)
            if answer.status < 400 or _error(answer) != "ExpiredToken":
                return self.checked(answer, commits=commits)
        raise bad_credentials(_("Bluesky does not take the session that it has just given."))

    def query(self, address: str, method: str, **params: str) -> dict[str, Any]:
        """A query without an account."""
        return self.checked(self.line.ask("GET", f"{address}/xrpc/{method}?{urlencode(params)}"))

    def checked(self, answer: OutsideAnswer, *, commits: bool = False) -> dict[str, Any]:
        """What was answered; raises where it is an error (the specification's "Error responses": `error` and `message`)."""
        if answer.status < 400:
            return self.line.object(answer, commits=commits) if answer.content.strip() else {}
        told = self.line.object(answer)
        error = str(told.get("error", ""))
        words = self.line.says(str(told.get("message", "")) or error, error or answer.status)
        if answer.status == 429 or error == "RateLimitExceeded":
            raise limited(words, _wait(answer))
        if error in _CREDENTIALS or answer.status == 401:
            raise bad_credentials(words)
        if answer.status == 413:
            error = "BlobTooLarge"
        raise Refused(words, error or str(answer.status))

    def _signed_in(self) -> Session:
        if self.session is None:
            identifier = self.identifier
            password = self.account.secrets.get("app_password", "")
            if not (identifier and password):
                raise bad_credentials(_("This account has no handle or no app password yet."))
            headers, body = as_json({"identifier": identifier, "password": password})
            address = f"{self.address}/xrpc/com.atproto.server.createSession"
            self.session = self._session(self.line.ask("POST", address, headers, body))
        return self.session

    def _renewed(self) -> Session:
        assert self.session is not None  # noqa: S101 - only a session that was there can have ended
        headers = {"Authorization": f"Bearer {self.session.refresh}"}
        self.session = self._session(
            self.line.ask("POST", f"{self.address}/xrpc/com.atproto.server.refreshSession", headers)
        )
        return self.session

    def _session(self, answer: OutsideAnswer) -> Session:
        if answer.status == 400 and _error(answer) == "ExpiredToken":
            raise bad_credentials(_("Bluesky says that the session has ended; make a new app password."))
        told = self.checked(answer)
        session = Session(str(told.get("did", "")), str(told.get("accessJwt", "")), str(told.get("refreshJwt", "")))
        self.line.hidden += [session.access, session.refresh]
        return session


def _error(answer: OutsideAnswer) -> str:
    """The name of an error, read without complaint."""
    try:
        told = json.loads(answer.content)
    except ValueError:
        return ""
    return str(told.get("error", "")) if isinstance(told, dict) else ""


def _wait(answer: OutsideAnswer) -> int:
    """Seconds until the count begins anew: Retry-After, or `ratelimit-reset`, a moment in Unix seconds."""
    reset = answer.headers.get("ratelimit-reset", "")
    return answer.retry_after or (max(1, int(reset) - int(time.time())) if reset.isdigit() else 300)
