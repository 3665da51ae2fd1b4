"""Weibo's open API as open.weibo.com/wiki documents it: one status with a link on a bound domain, short links, error codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from scicomm.channels.clients.weibo import WeiboOutlet
from scicomm.channels.rules.counting import weibo_units
from scicomm.channels.rules.packages import Account
from scicomm.channels.rules.platforms.weibo import WeiboPlatform
from tests.channels.fakes.base import Asked, FakePlatform, Hang, Post, Reply
from tests.channels.fakes.forms import form_of, picture_kind

TOKEN = "2.00weibo-token-0123456789"
UID = "2656274875"


class FakeWeibo(FakePlatform):
    """`bound`: the domain that the app may link to; `app_code`: the app itself is not allowed to post."""

    platform = WeiboPlatform()

    def __init__(self) -> None:
        super().__init__()
        self.bound = urlsplit(settings.SITE_URL).hostname or ""
        self.app_code = 0
        self.short: dict[str, str] = {}

    @property
    def outlet(self) -> WeiboOutlet:
        return WeiboOutlet(self.client(), f"{self.address}/2")

    def account(self) -> Account:
        settings = {"uid": UID, "domain": self.bound, "ip": "203.0.113.7"}
        return Account(
            2, "weibo", "zh-hans", name="北湖研究所（虚构）", settings=settings, secrets={"access_token": TOKEN}
        )

    def error(self, asked: Asked, code: int, words: str, status: int = 403) -> Reply:
        told = {"error": words, "error_code": code, "request": asked.path}
        return Reply.of(told, status)

    def answer(self, asked: Asked) -> Reply:
        if self.trials.token_expired:
            return self.error(asked, 21327, "expired_token")
        if asked.headers.get("authorization") != f"OAuth2 {TOKEN}":
            return self.error(asked, 21332, "invalid_access_token", 400)
        if self.trials.limited_for and asked.path == "/2/account/rate_limit_status.json":
            told = {
                "remaining_user_hits": 0,
                "limit_time_unit": "HOURS",
                "reset_time_in_seconds": self.trials.limited_for,
            }
            return Reply.of(told)
        if self.trials.limited_for:
            return self.error(asked, 10024, "User requests for (statuses/share) out of rate limit!")
        calls: dict[str, Callable[[Asked], Reply]] = {
            "/2/statuses/share.json": self._share,
            "/2/statuses/user_timeline.json": self._timeline,
            "/2/statuses/show.json": self._show,
            "/2/statuses/destroy.json": self._destroy,
            "/2/statuses/count.json": self._counts,
            "/2/short_url/expand.json": self._expand,
            "/2/users/show.json": lambda _asked: Reply.of({"id": int(UID), "followers_count": 4321}),
        }
        call = calls.get(asked.path)
        return call(asked) if call else self.error(asked, 10020, "Request api not found!", 404)

    def _share(self, asked: Asked) -> Reply:
        fields, files = form_of(asked)
        text = fields.get("status", "")
        wrong = self._wrong(asked, text, files)
        if wrong:
            return wrong
        post = Post(str(3469454702570000 + len(self.posts)), text, len(files), is_public=not self.trials.refuses_later)
        self.posts.append(post)
        if self.trials.hangs_after_taking:
            raise Hang
        return Reply.of(self._status(post))

    def _wrong(self, asked: Asked, text: str, files: dict[str, bytes]) -> Reply | None:
        if self.app_code:
            return self.error(asked, self.app_code, "Insufficient app permissions!")
        hosts = re.findall(r"https?://([^/\s:]+)", text)
        if not any(host == self.bound or host.endswith(f".{self.bound}") for host in hosts):
            return self.error(asked, 10017, "text not find domain!", 400)
        if weibo_units(text) > 140:
            return self.error(asked, 20012, "Text too long, please input text less than 140 characters!", 400)
        if files and self.trials.refuses_pictures:
            return self.error(asked, 20006, "Image too large!", 400)
        if files and picture_kind(files.get("pic", b"")) not in {"jpeg", "png", "gif"}:
            return self.error(asked, 20005, "Unsupported image type, only support JPG, GIF, PNG!", 400)
        if self.trials.refuses_post:
            return self.error(asked, 20021, "content is illegal!", 400)
        if self.posts and self.posts[-1].text == text and not self.posts[-1].is_gone:
            return self.error(asked, 20019, "repeat content!", 400)
        return None

    def _status(self, post: Post) -> dict[str, Any]:
        """As it is given back: links are short ones."""

        def short(match: re.Match[str]) -> str:
            known = {long: url for url, long in self.short.items()}
            url = known.get(match[0]) or f"http://t.cn/A6{len(self.short):05d}"
            self.short[url] = match[0]
            return url

        return {
            "id": int(post.outside_id),
            "idstr": post.outside_id,
            "mid": post.outside_id,
            "text": re.sub(r"https?://\S+", short, post.text),
            "user": {"id": int(UID)},
            "visible": {"type": 0 if post.is_public else 1},
        }

    def _mine(self, asked: Asked, number: str) -> Post | Reply:
        found = next((post for post in self.posts if post.outside_id == number), None)
        if found is None or found.is_gone or found.is_refused:
            return self.error(asked, 20101, "target weibo does not exist!", 400)
        return found

    def _timeline(self, asked: Asked) -> Reply:
        there = [post for post in reversed(self.posts) if not post.is_gone and not post.is_refused]
        return Reply.of({"statuses": [self._status(post) for post in there[:50]], "total_number": len(there)})

    def _show(self, asked: Asked) -> Reply:
        found = self._mine(asked, asked.query["id"][0])
        return found if isinstance(found, Reply) else Reply.of(self._status(found))

    def _destroy(self, asked: Asked) -> Reply:
        found = self._mine(asked, form_of(asked)[0]["id"])
        if isinstance(found, Reply):
            return found
        found.is_gone = True
        return Reply.of({**self._status(found), "deleted": "1"})

    def _counts(self, asked: Asked) -> Reply:
        counts = {"comments": "3", "reposts": "5", "attitudes": "8"}
        return Reply.of([{"id": number, **counts} for number in asked.query["ids"][0].split(",")])

    def _expand(self, asked: Asked) -> Reply:
        urls = [
            {"url_short": url, "url_long": self.short.get(url, ""), "type": 0, "result": url in self.short}
            for url in asked.query["url_short"]
        ]
        return Reply.of({"urls": urls})
