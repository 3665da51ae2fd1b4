"""A server of the fediverse with people who follow: it signs and verifies with code of its own, and keeps what it was brought."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import Client

from scicomm.channels.clients.far_servers import SignedServers
from scicomm.channels.clients.fediverse import FediverseOutlet
from scicomm.channels.rules.packages import Account, Platform
from scicomm.channels.rules.platforms.fediverse import Fediverse
from tests.channels.fakes.base import Asked, FakePlatform, Reply

# Finding primes is slow; two keys are enough for all people of all tests.
_KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _turn in range(2)]


class FarServer(FakePlatform):
    """`people` by name; `brought` what was handed over and verified; `refused` why something was not; `says` a status for all."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, rsa.RSAPrivateKey] = {"ann": _KEYS[0], "bo": _KEYS[0]}
        self.brought: list[dict[str, Any]] = []
        self.bodies: list[tuple[str, bytes]] = []
        self.refused: list[str] = []
        self.says = 202
        self.shares_inbox = True
        self.shows_only_signed = False
        self.site = Client()
        self.keys: dict[str, rsa.RSAPublicKey] = {}

    @property
    def platform(self) -> Platform:
        return Fediverse()

    @property
    def outlet(self) -> FediverseOutlet:
        return FediverseOutlet()

    def account(self) -> Account:
        return Account(9, "fediverse", "zh-hans")

    def servers(self) -> SignedServers:
        return SignedServers(self.client(), self.client())

    def person(self, name: str) -> str:
        return f"{self.address}/users/{name}"

    # ------------------------------------------------------------------ what it is asked

    def answer(self, asked: Asked) -> Reply:
        found = re.fullmatch(r"/users/(\w+)", asked.path)
        if found and asked.method == "GET":
            if found[1] not in self.people or (self.shows_only_signed and "signature" not in asked.headers):
                return Reply(410 if found[1] not in self.people else 401)
            return Reply.of(self._document(found[1]), Content_Type="application/activity+json")
        if asked.method == "POST" and asked.path.endswith("/inbox"):
            return self._take(asked)
        return Reply(404)

    def _document(self, name: str) -> dict[str, Any]:
        own = self.person(name)
        public = (
            self.people[name]
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        shared = {"endpoints": {"sharedInbox": f"{self.address}/inbox"}} if self.shares_inbox else {}
        return {
            "@context": "https://www.w3.org/ns/activitystreams", "id": own, "type": "Person", "inbox": f"{own}/inbox",
            "outbox": f"{own}/outbox", "preferredUsername": name,
            "publicKey": {"id": f"{own}#main-key", "owner": own, "publicKeyPem": public.decode()}, **shared,
        }  # fmt: skip

    def _take(self, asked: Asked) -> Reply:
        if self.says >= 300:
            return Reply(self.says)
        problem = self._problem(asked)
        if problem:
            self.refused.append(problem)
            return Reply(401, problem.encode())
        self.bodies.append((asked.path, asked.body))
        activity = asked.json
        if all(known["id"] != activity["id"] for known in self.brought):
            self.brought.append(activity)
        return Reply(self.says)

    def _problem(self, asked: Asked) -> str:
        """Read as Mastodon does: digest of the body, key of the actor from the actor's own server, the signing string."""
        digest = "SHA-256=" + base64.b64encode(hashlib.sha256(asked.body).digest()).decode()
        if asked.headers.get("digest") != digest:
            return "digest"
        parts = dict(re.findall(r'(\w+)="([^"]*)"', asked.headers.get("signature", "")))
        actor = asked.json["actor"]
        if parts.get("keyId", "").partition("#")[0] != actor:
            return "key of somebody else"
        names = parts["headers"].split()
        if not {"(request-target)", "host", "date", "digest"} <= set(names):
            return "too little is signed"
        lines = [f"{name}: {f'post {asked.path}' if name[0] == '(' else asked.headers[name]}" for name in names]
        key = self.keys[actor]
        try:
            key.verify(
                base64.b64decode(parts["signature"]), "\n".join(lines).encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return "signature"
        return ""

    # ------------------------------------------------------------------ what it says

    def activity(self, kind: str, name: str, thing: Any, number: int = 1) -> dict[str, Any]:
        return {
            "@context": "https://www.w3.org/ns/activitystreams", "id": f"{self.person(name)}#{kind}/{number}", "type": kind,
            "actor": self.person(name), "object": thing,
        }  # fmt: skip

    def tell(self, activity: dict[str, Any], place: str = "/ap/inbox", *, host: str = "", **tricks: Any) -> Any:
        """Hand an activity to our site, signed by its actor; `tricks` make the request a bad one in one way."""
        name = activity["actor"].rsplit("/", 1)[1]
        if activity["type"] == "Follow":
            self.look_up(activity["object"])
        body = json.dumps(activity).encode()
        headers = self.signed(name, place, body, host or "localhost", tricks.get("date"), tricks.get("key_id"))
        if "without" in tricks:
            headers.pop(tricks["without"])
        sent = tricks.get("body", body)
        if tricks.get("other_key"):
            self.people[name] = _KEYS[1]
        return self.site.post(place, sent, content_type="application/activity+json", headers=headers)

    def look_up(self, actor: str) -> None:
        """Read an actor of our site and keep its key, as a server does before somebody there follows it."""
        shown = self.site.get(urlsplit(actor).path, headers={"Accept": "application/activity+json"}).json()
        key = serialization.load_pem_public_key(shown["publicKey"]["publicKeyPem"].encode())
        assert isinstance(key, rsa.RSAPublicKey)
        self.keys[shown["id"]] = key

    def signed(
        self, name: str, path: str, body: bytes, host: str, date: dt.datetime | None = None, key_id: str | None = None
    ) -> dict[str, str]:
        moment = format_datetime((date or dt.datetime.now(dt.UTC)).astimezone(dt.UTC), usegmt=True)
        digest = "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
        text = f"(request-target): post {path}\nhost: {host}\ndate: {moment}\ndigest: {digest}"
        key = self.people.get(name, _KEYS[0])
        value = base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        key_id = key_id or f"{self.person(name)}#main-key"
        signature = f'keyId="{key_id}",headers="(request-target) host date digest",signature="{value}"'
        return {"Host": host, "Date": moment, "Digest": digest, "Signature": signature}
