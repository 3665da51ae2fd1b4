"""A Mastodon instance: the methods of docs.joinmastodon.org that a publishing client needs, with their documented answers."""

from __future__ import annotations

import datetime as dt
import re
from email.parser import BytesParser
from email.policy import HTTP
from html import escape
from typing import Any
from urllib.parse import parse_qs

from scicomm.channels.clients.mastodon import MastodonOutlet
from scicomm.channels.rules.packages import Account, Platform
from scicomm.channels.rules.platforms.mastodon import Mastodon
from tests.channels.fakes.base import Asked, FakePlatform, Hang, Post, Reply

TOKEN = "fake-mastodon-token"
LINK = re.compile(r"https?://[^\s<]+")


def iso(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FakeMastodon(FakePlatform):
    """One instance with one account. `working` counts how often an upload still answers 206."""

    cannot = {"refused_later": "Mastodon publishes at once; what moderators delete later is tried in test_mastodon.py"}
    most_characters = 500
    reserved = 23

    def __init__(self) -> None:
        super().__init__()
        self.statuses: dict[str, dict[str, Any]] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.working = 1
        self.number = 111_000_000_000_000_000

    @property
    def platform(self) -> Platform:
        return Mastodon()

    @property
    def outlet(self) -> MastodonOutlet:
        return MastodonOutlet(self.client(), pause=lambda _seconds: None)

    def account(self) -> Account:
        settings = {"instance": self.address, "visibility": "public"}
        return Account(7, "mastodon", "zh-hans", "@lake@mastodon.example", settings=settings, secrets={"token": TOKEN})

    def forget_keys(self) -> None:
        """An hour has passed: the instance does not remember Idempotency-Keys any longer."""
        self.keys.clear()

    def settle(self) -> None:
        """There is no review before publishing; what is refused later is what moderators delete."""
        if self.trials.refuses_later:
            for post in self.public_posts:
                post.is_public, post.is_refused = False, True

    # ------------------------------------------------------------------ answers

    def answer(self, asked: Asked) -> Reply:
        # Rails does not mind a slash at the end.
        asked.path = asked.path.rstrip("/")
        if self.trials.limited_for:
            until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.trials.limited_for)
            return self._reply({"error": "Too many requests"}, 429, reset=until, left=0)
        if asked.path == "/api/v2/instance":
            return self._reply(self._instance())
        if asked.path == "/api/v1/instance":
            return self._reply(
                {"version": "4.4.3", "uri": "mastodon.example", "title": "Fake", "urls": {}, "stats": {}}
            )
        is_signed_in = asked.headers.get("authorization") == f"Bearer {TOKEN}" and not self.trials.token_expired
        status = re.fullmatch(r"/api/v1/statuses/(\w+)", asked.path)
        if status and asked.method == "GET" and "authorization" not in asked.headers:
            return self._shown(status[1], is_signed_in=False)
        if not is_signed_in:
            return self._reply({"error": "The access token is invalid"}, 401)
        if status:
            return self._one(asked, status[1])
        return self._other(asked)

    def _one(self, asked: Asked, identifier: str) -> Reply:
        if asked.method == "GET":
            return self._shown(identifier, is_signed_in=True)
        post = self._post(identifier)
        if post is None or post.is_gone or post.is_refused:
            return self._reply({"error": "Record not found"}, 404)
        if asked.method == "DELETE":
            post.is_gone = True
            return self._reply(self.statuses[identifier] | {"text": post.text})
        return self._edited(identifier, self._form(asked))

    def _other(self, asked: Asked) -> Reply:
        media = re.fullmatch(r"/api/v1/media/(\w+)", asked.path)
        if asked.path == "/api/v1/accounts/verify_credentials":
            return self._reply(self._account() | {"source": {"privacy": "public", "note": "", "fields": []}})
        if re.fullmatch(r"/api/v1/accounts/1/statuses", asked.path):
            return self._own(asked)
        if asked.path == "/api/v2/media" and asked.method == "POST":
            return self._uploaded(asked)
        if media:
            return self._medium(media[1])
        if asked.path == "/api/v1/statuses" and asked.method == "POST":
            return self._posted(asked)
        return self._reply({"error": "Not found"}, 404)

    def _posted(self, asked: Asked) -> Reply:
        form = self._form(asked)
        key = asked.headers.get("idempotency-key", "")
        if key and key in self.keys:
            return self._reply(self.statuses[self.keys[key]])
        if problem := self._problem(form):
            return self._reply({"error": f"Validation failed: {problem}"}, 422)
        self.number += 1
        identifier = str(self.number)
        self.posts.append(Post(identifier, str(form["status"]), len(form["media_ids"]), is_public=True))
        self.statuses[identifier] = self._status(identifier, form)
        if key:
            self.keys[key] = identifier
        if self.trials.hangs_after_taking:
            raise Hang
        return self._reply(self.statuses[identifier])

    def _edited(self, identifier: str, form: dict[str, Any]) -> Reply:
        if problem := self._problem(form):
            return self._reply({"error": f"Validation failed: {problem}"}, 422)
        post = self._post(identifier)
        assert post is not None
        post.text, post.pictures = str(form["status"]), len(form["media_ids"])
        old = self.statuses[identifier]
        form["visibility"] = old["visibility"]
        self.statuses[identifier] = self._status(identifier, form) | {
            "created_at": old["created_at"], "edited_at": iso(dt.datetime.now(dt.UTC)),
        }  # fmt: skip
        if self.trials.hangs_after_taking:
            raise Hang
        return self._reply(self.statuses[identifier])

    def _problem(self, form: dict[str, Any]) -> str:
        text = LINK.sub("x" * self.reserved, str(form.get("status") or ""))
        if self.trials.refuses_post:
            return "Text is not allowed here"
        if not text and not form["media_ids"]:
            return "Text can't be blank"
        if len(text) + len(str(form.get("spoiler_text") or "")) > self.most_characters:
            return f"Text character limit of {self.most_characters} exceeded"
        if len(form["media_ids"]) > 4:
            return "Cannot attach more than 4 files"
        if any(identifier not in self.media for identifier in form["media_ids"]):
            return "Media attachments not found"
        if any(self.media[identifier]["left"] for identifier in form["media_ids"]):
            return "Cannot attach files that have not finished processing. Try again in a moment!"
        return ""

    def _uploaded(self, asked: Asked) -> Reply:
        form = self._form(asked)
        if self.trials.refuses_pictures or "file" not in form:
            return self._reply({"error": "Validation failed: File content type is invalid, File is invalid"}, 422)
        self.number += 1
        identifier = str(self.number)
        self.media[identifier] = {
            "id": identifier, "type": "image", "url": None, "preview_url": None, "remote_url": None,
            "description": form.get("description"), "focus": form.get("focus"), "size": len(form["file"]),
            "left": self.working, "blurhash": None, "meta": {},
        }  # fmt: skip
        return self._reply(self.media[identifier], 202)

    def _medium(self, identifier: str) -> Reply:
        medium = self.media.get(identifier)
        if medium is None:
            return self._reply({"error": "Record not found"}, 404)
        if medium["left"]:
            medium["left"] -= 1
            return self._reply(medium, 206)
        medium["url"] = f"{self.address}/media/{identifier}.jpg"
        return self._reply(medium)

    def _shown(self, identifier: str, *, is_signed_in: bool) -> Reply:
        post = self._post(identifier)
        if post is None or post.is_gone or not post.is_public:
            return self._reply({"error": "Record not found"}, 404)
        status = self.statuses[identifier]
        if status["visibility"] == "private" and not is_signed_in:
            return self._reply({"error": "Record not found"}, 404)
        return self._reply(status)

    def _own(self, asked: Asked) -> Reply:
        limit = min(int(asked.query.get("limit", ["20"])[0]), 40)
        below = int(asked.query.get("max_id", [str(10**20)])[0])
        rows = [self.statuses[post.outside_id] for post in reversed(self.public_posts) if int(post.outside_id) < below]
        return self._reply(rows[:limit])

    # ------------------------------------------------------------------ entities

    def _post(self, identifier: str) -> Post | None:
        return next((post for post in self.posts if post.outside_id == identifier), None)

    def _status(self, identifier: str, form: dict[str, Any]) -> dict[str, Any]:
        now = iso(dt.datetime.now(dt.UTC))
        return {
            "id": identifier, "created_at": now, "edited_at": None, "in_reply_to_id": None,
            "sensitive": str(form.get("sensitive") or "").lower() in {"true", "1"},
            "spoiler_text": str(form.get("spoiler_text") or ""), "visibility": form.get("visibility") or "public",
            "language": form.get("language"), "uri": f"{self.address}/users/lake/statuses/{identifier}",
            "url": f"{self.address}/@lake/{identifier}", "replies_count": 1, "reblogs_count": 2, "favourites_count": 3,
            "content": self._html(str(form.get("status") or "")), "account": self._account(),
            "media_attachments": [self.media[medium] for medium in form["media_ids"]],
            "mentions": [], "tags": [], "emojis": [], "card": None, "poll": None, "reblog": None,
        }  # fmt: skip

    @staticmethod
    def _html(text: str) -> str:
        def link(found: re.Match[str]) -> str:
            return f'<a href="{found[0]}" rel="nofollow noopener"><span class="invisible">{found[0]}</span></a>'

        return "".join(f"<p>{LINK.sub(link, escape(part, quote=False))}</p>" for part in text.split("\n\n"))

    def _account(self) -> dict[str, Any]:
        return {
            "id": "1", "username": "lake", "acct": "lake", "display_name": "北湖研究所", "locked": False, "bot": True,
            "created_at": "2026-01-01T00:00:00.000Z", "note": "", "url": f"{self.address}/@lake",
            "followers_count": 42, "following_count": 0, "statuses_count": len(self.public_posts), "emojis": [],
            "fields": [],
        }  # fmt: skip

    def _instance(self) -> dict[str, Any]:
        return {
            "domain": "mastodon.example", "title": "Fake", "version": "4.4.3", "api_versions": {"mastodon": 6},
            "configuration": {
                "statuses": {
                    "max_characters": self.most_characters, "max_media_attachments": 4,
                    "characters_reserved_per_url": self.reserved,
                },
                "media_attachments": {
                    "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp"],
                    "description_limit": 1500, "image_size_limit": 16_777_216, "image_matrix_limit": 33_177_600,
                },
            },
        }  # fmt: skip

    def _form(self, asked: Asked) -> dict[str, Any]:
        """What was sent, as JSON, as a form or with a file; `media_ids` is always a list."""
        kind = asked.headers.get("content-type", "")
        if kind.startswith("application/json"):
            form = dict(asked.json)
        elif kind.startswith("multipart/"):
            message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + asked.body)
            form = {}
            for part in message.iter_parts():  # type: ignore[attr-defined]
                name = part.get_param("name", header="content-disposition")
                content = part.get_payload(decode=True) or b""
                form[name] = content if name == "file" else content.decode()
        else:
            given = parse_qs(asked.body.decode())
            form = {
                name.removesuffix("[]"): values if name.endswith("[]") else values[0] for name, values in given.items()
            }
        return {"media_ids": []} | form

    def _reply(self, value: Any, status: int = 200, *, reset: dt.datetime | None = None, left: int = 299) -> Reply:
        moment = iso(reset or dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5))
        limits = {"X_RateLimit_Limit": "300", "X_RateLimit_Remaining": str(left), "X_RateLimit_Reset": moment}
        if isinstance(value, dict):
            value = {name: said for name, said in value.items() if name not in {"left", "size"}}
        return Reply.of(value, status, **limits)
