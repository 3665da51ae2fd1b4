"""Telegram's Bot API (core.telegram.org/bots/api) for one channel, and the channel's public page (t.me/s/…)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

from scicomm.channels.clients.telegram import TelegramOutlet
from scicomm.channels.rules.counting import utf16_units
from scicomm.channels.rules.packages import Account
from scicomm.channels.rules.platforms.telegram import TelegramPlatform
from tests.channels.fakes.base import Asked, FakePlatform, Hang, Post, Reply
from tests.channels.fakes.forms import form_of, picture_kind

TOKEN = "123456:telegram-bot-token-secret"
NAME = "northlake_fiction"


class FakeTelegram(FakePlatform):
    """`chat` is the channel's public name or a private number; `is_old`: messages can no longer be deleted."""

    platform = TelegramPlatform()
    cannot = {"refused_later": "what a bot posts is public at once; Telegram reviews nothing"}

    def __init__(self) -> None:
        super().__init__()
        self.chat = f"@{NAME}"
        self.is_old = False
        self.has_page = True

    @property
    def outlet(self) -> TelegramOutlet:
        return TelegramOutlet(self.client(), self.address, web=self.address)

    def account(self) -> Account:
        return Account(
            3, "telegram", "en", name="North Lake (fictional)", settings={"chat": self.chat}, secrets={"token": TOKEN}
        )

    def error(self, code: int, words: str, **parameters: int) -> Reply:
        told: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
        return Reply.of({**told, "parameters": parameters} if parameters else told, code)

    def answer(self, asked: Asked) -> Reply:
        if not asked.path.startswith("/bot"):
            return self._page(asked)
        token, _slash, method = asked.path.removeprefix("/bot").partition("/")
        if token != TOKEN or self.trials.token_expired:
            return self.error(401, "Unauthorized")
        if self.trials.limited_for:
            wait = self.trials.limited_for
            return self.error(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        fields: dict[str, Any]
        files: dict[str, bytes]
        if asked.headers.get("content-type", "").startswith("application/json"):
            fields, files = asked.json, {}
        else:
            fields, files = form_of(asked)
        if fields.get("chat_id") != self.chat:
            return self.error(400, "Bad Request: chat not found")
        calls: dict[str, Callable[[dict[str, Any], dict[str, bytes]], Reply]] = {
            "sendMessage": self._message,
            "sendPhoto": self._photo,
            "sendMediaGroup": self._album,
            "editMessageText": self._edit,
            "editMessageCaption": self._edit,
            "deleteMessages": self._delete,
            "getChatMemberCount": lambda _fields, _files: Reply.of({"ok": True, "result": 987}),
        }
        return calls[method](fields, files) if method in calls else self.error(404, "Not Found")

    def _wrong(self, html: str, most: int, mode: str = "HTML") -> Reply | None:
        if mode == "HTML" and re.search(r"<(?!/?(?:b|a|i|u|s|code|pre)\b)|&(?!lt;|gt;|amp;|quot;|#)", html):
            return self.error(400, "Bad Request: can't parse entities: Unsupported start tag")
        if utf16_units(unescape(re.sub(r"<[^>]*>", "", html))) > most:
            return self.error(400, "Bad Request: message caption is too long" if most < 4096 else "message is too long")
        return self.error(400, "Bad Request: CHAT_RESTRICTED") if self.trials.refuses_post else None

    def _taken(self, posts: list[Post], html: str, kind: str) -> Reply:
        self.posts.extend(posts)
        if self.trials.hangs_after_taking:
            raise Hang
        told = [{"message_id": int(post.outside_id), kind: html, "date": 1} for post in posts]
        return Reply.of({"ok": True, "result": told[0] if len(posts) == 1 else told})

    def _new(self, html: str, pictures: int = 0, place: int = 0) -> Post:
        return Post(str(len(self.posts) + 1 + place), html, pictures, is_public=True)

    def _message(self, fields: dict[str, Any], files: dict[str, bytes]) -> Reply:
        wrong = self._wrong(fields["text"], 4096, fields.get("parse_mode", ""))
        return wrong or self._taken([self._new(fields["text"])], fields["text"], "text")

    def _photo(self, fields: dict[str, Any], files: dict[str, bytes]) -> Reply:
        wrong = self._wrong(fields["caption"], 1024) or self._wrong_pictures(files)
        return wrong or self._taken([self._new(fields["caption"], 1)], fields["caption"], "caption")

    def _album(self, fields: dict[str, Any], files: dict[str, bytes]) -> Reply:
        media = json.loads(fields["media"])
        if not 2 <= len(media) <= 10 or any(item["media"].removeprefix("attach://") not in files for item in media):
            return self.error(400, "Bad Request: wrong media group")
        html = media[0]["caption"]
        wrong = self._wrong(html, 1024) or self._wrong_pictures(files)
        if wrong:
            return wrong
        # One post to readers: the others are its further pictures.
        first = self._new(html, len(media))
        more = [Post(str(int(first.outside_id) + place), "", 0, is_gone=True) for place in range(1, len(media))]
        return self._taken([first, *more], html, "caption")

    def _wrong_pictures(self, files: dict[str, bytes]) -> Reply | None:
        fine = all(picture_kind(data) in {"jpeg", "png", "webp", "gif"} for data in files.values())
        if self.trials.refuses_pictures or not fine:
            return self.error(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return None

    def _edit(self, fields: dict[str, Any], files: dict[str, bytes]) -> Reply:
        post = next((post for post in self.public_posts if post.outside_id == str(fields["message_id"])), None)
        if post is None:
            return self.error(400, "Bad Request: message to edit not found")
        html, is_text = fields.get("text", fields.get("caption")), "text" in fields
        if is_text == bool(post.pictures):
            return self.error(400, "Bad Request: there is no text in the message to edit")
        if html == post.text:
            return self.error(400, "Bad Request: message is not modified")
        wrong = self._wrong(html, 4096 if is_text else 1024, fields.get("parse_mode", ""))
        if wrong:
            return wrong
        post.text = html
        return Reply.of({"ok": True, "result": {"message_id": int(post.outside_id)}})

    def _delete(self, fields: dict[str, Any], files: dict[str, bytes]) -> Reply:
        if self.is_old:
            return self.error(400, "Bad Request: message can't be deleted for everyone")
        for post in self.posts:
            post.is_gone = post.is_gone or int(post.outside_id) in fields["message_ids"]
        return Reply.of({"ok": True, "result": True})

    def _page(self, asked: Asked) -> Reply:
        html = {"Content-Type": "text/html"}
        if not self.has_page:
            return Reply(200, b"<title>Telegram</title>", html)
        if asked.path.startswith(f"/{NAME}/"):
            number = asked.path.rpartition("/")[2]
            shown = [post for post in self.public_posts if post.outside_id == number]
            body = "".join(map(self._shown, shown)) or '<div class="tgme_widget_message_error">Post not found</div>'
            return Reply(200, body.encode(), html)
        before = int(asked.query.get("before", ["1000000"])[0])
        shown = [post for post in self.public_posts if int(post.outside_id) < before][-20:]
        page = f'<section class="tgme_channel_history">{"".join(map(self._shown, shown))}</section>'
        return Reply(200, page.encode(), html)

    def _shown(self, post: Post) -> str:
        photo = '<a class="tgme_widget_message_photo_wrap"></a>' if post.pictures else ""
        return (
            f'<div class="tgme_widget_message" data-post="{NAME}/{post.outside_id}">{photo}<div>{post.text}</div>'
            '<span class="tgme_widget_message_views">1.2K</span></div>'
        )
