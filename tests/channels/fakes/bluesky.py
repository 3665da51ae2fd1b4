"""A Bluesky server (PDS) and AppView on one address, as docs.bsky.app and the Lexicons describe them, for one account."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from scicomm.channels.clients.bluesky import BlueskyOutlet
from scicomm.channels.rules.counting import graphemes
from scicomm.channels.rules.packages import Account
from scicomm.channels.rules.platforms.bluesky import BlueskyPlatform
from tests.channels.fakes.base import Asked, FakePlatform, Hang, Post, Reply
from tests.channels.fakes.forms import picture_kind

DID = "did:plc:fictionnorthlake2345"
PASSWORD = "abcd-efgh-ijkl-mnop"
COLLECTION = "app.bsky.feed.post"


class FakeBluesky(FakePlatform):
    """`session_ends`: the next session's access token has ended when it is first used, and has to be refreshed."""

    platform = BlueskyPlatform()
    cannot = {
        "refused_later": "a record is public as it is written; what is taken down later is seen by asking (own test)"
    }

    def __init__(self) -> None:
        super().__init__()
        self.session_ends = False
        self.access = "access-jwt-secret-0"
        self.refresh = "refresh-jwt-secret-0"
        self.sessions = 0
        self.blobs: set[str] = set()
        self.records: dict[str, dict[str, Any]] = {}

    @property
    def outlet(self) -> BlueskyOutlet:
        return BlueskyOutlet(self.client(), self.address, appview=self.address)

    def account(self) -> Account:
        return Account(
            4,
            "bluesky",
            "en",
            name="North Lake (fictional)",
            settings={"identifier": "northlake.example.org"},
            secrets={"app_password": PASSWORD},
        )

    def error(self, status: int, error: str, words: str, **headers: str) -> Reply:
        return Reply.of({"error": error, "message": words}, status, **headers)

    def answer(self, asked: Asked) -> Reply:
        if self.trials.limited_for:
            reset = str(int(time.time()) + self.trials.limited_for)
            return self.error(429, "RateLimitExceeded", "Rate Limit Exceeded", ratelimit_reset=reset)
        method = asked.path.removeprefix("/xrpc/")
        free: dict[str, Callable[[Asked], Reply]] = {
            "com.atproto.server.createSession": self._session,
            "com.atproto.server.refreshSession": self._refresh,
            "com.atproto.identity.resolveHandle": lambda _asked: Reply.of({"did": DID}),
            "com.atproto.repo.getRecord": self._get,
            "app.bsky.feed.getPosts": self._posts,
            "app.bsky.actor.getProfile": lambda _asked: Reply.of({"did": DID, "followersCount": 555}),
        }
        if method in free:
            return free[method](asked)
        if asked.headers.get("authorization") != f"Bearer {self.access}":
            return self.error(401, "InvalidToken", "Malformed token")
        if self.session_ends:
            return self.error(400, "ExpiredToken", "Token has expired")
        signed: dict[str, Callable[[Asked], Reply]] = {
            "com.atproto.repo.uploadBlob": self._blob,
            "com.atproto.repo.putRecord": self._put,
            "com.atproto.repo.deleteRecord": self._delete,
        }
        return signed[method](asked) if method in signed else self.error(501, "MethodNotImplemented", "Not implemented")

    def _session(self, asked: Asked) -> Reply:
        told = asked.json
        if told["password"] != PASSWORD or self.trials.token_expired:
            return self.error(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._tokens()

    def _refresh(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {self.refresh}":
            return self.error(400, "ExpiredToken", "Token has been revoked")
        self.session_ends = False
        return self._tokens()

    def _tokens(self) -> Reply:
        self.sessions += 1
        self.access, self.refresh = f"access-jwt-secret-{self.sessions}", f"refresh-jwt-secret-{self.sessions}"
        return Reply.of({"did": DID, "handle": "x", "accessJwt": self.access, "refreshJwt": self.refresh})

    def _blob(self, asked: Asked) -> Reply:
        kind = picture_kind(asked.body)
        if self.trials.refuses_pictures or len(asked.body) > 1_000_000:
            return self.error(400, "BlobTooLarge", "This file is too large")
        if asked.headers["content-type"] != f"image/{kind}":
            return self.error(400, "InvalidMimeType", "Wrong mimetype")
        name = f"bafkrei{len(self.blobs):052d}"
        self.blobs.add(name)
        blob = {"$type": "blob", "ref": {"$link": name}, "mimeType": f"image/{kind}", "size": len(asked.body)}
        return Reply.of({"blob": blob})

    def _wrong(self, record: dict[str, Any], rkey: str) -> str:
        if not re.fullmatch(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", rkey):
            return "Invalid record key: expected a TID"
        text = record["text"]
        if graphemes(text) > 300 or len(text.encode()) > 3000:
            return "Record/text must not be longer than 300 graphemes"
        for facet in record.get("facets", []):
            index = facet["index"]
            if not 0 <= index["byteStart"] < index["byteEnd"] <= len(text.encode()):
                return "Record/facets out of bounds"
        used = re.findall(r'"\$link": "([^"]*)"', json.dumps(record))
        if any(name not in self.blobs for name in used):
            return "Could not find blob"
        return "Invalid app.bsky.feed.post record" if self.trials.refuses_post else ""

    def _put(self, asked: Asked) -> Reply:
        told = asked.json
        rkey, record = told["rkey"], told["record"]
        wrong = self._wrong(record, rkey)
        if wrong:
            return self.error(400, "InvalidRequest", wrong)
        uri = f"at://{DID}/{COLLECTION}/{rkey}"
        known = self.records.get(rkey)
        if told.get("swapRecord") and told["swapRecord"] != (known or {}).get("cid"):
            return self.error(400, "InvalidSwap", "Record was at another cid")
        pictures = len(record.get("embed", {}).get("images", [])) or ("thumb" in json.dumps(record.get("embed", {})))
        if known:
            post = next(post for post in self.posts if post.outside_id == uri and not post.is_gone)
            post.text, post.pictures = record["text"], int(pictures)
        else:
            self.posts.append(Post(uri, record["text"], int(pictures), is_public=True))
        self.records[rkey] = {"uri": uri, "cid": f"bafyrei{len(self.asked):052d}", "value": record}
        if self.trials.hangs_after_taking:
            raise Hang
        return Reply.of({"uri": uri, "cid": self.records[rkey]["cid"], "validationStatus": "valid"})

    def _post(self, uri: str) -> Post | None:
        return next((post for post in self.posts if post.outside_id == uri and not post.is_gone), None)

    def _get(self, asked: Asked) -> Reply:
        found = self.records.get(asked.query["rkey"][0])
        post = self._post(found["uri"]) if found else None
        if found is None or post is None or post.is_refused:
            uri = f"at://{asked.query['repo'][0]}/{COLLECTION}/{asked.query['rkey'][0]}"
            return self.error(400, "RecordNotFound", f"Could not locate record: {uri}")
        return Reply.of(found)

    def _delete(self, asked: Asked) -> Reply:
        found = self.records.pop(asked.json["rkey"], None)
        post = self._post(found["uri"]) if found else None
        if post:
            post.is_gone = True
        return Reply.of({})

    def _posts(self, asked: Asked) -> Reply:
        post = self._post(asked.query["uris"][0])
        if post is None or post.is_refused:
            return Reply.of({"posts": []})
        counts = {"likeCount": 7, "repostCount": 2, "quoteCount": 1, "replyCount": 3, "bookmarkCount": 4}
        return Reply.of({"posts": [{"uri": post.outside_id, **counts}]})
