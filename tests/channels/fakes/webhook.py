"""A receiver of webhooks that verifies with the official library and drops an id that it has had, as the standard wants."""

from __future__ import annotations

import base64
import json

from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from scicomm.channels.clients.webhook import WebhookOutlet
from scicomm.channels.rules.packages import Account, Platform
from scicomm.channels.rules.platforms.webhook import Webhook
from tests.channels.fakes.base import Asked, FakePlatform, Hang, Post, Reply

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes, ok").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret of just 32 bytes!").decode()


class FakeReceiver(FakePlatform):
    """`secret` is what the receiver verifies with; `messages` what it took, each id once; `says` a status for every message."""

    cannot = {
        "picture_refused": "a message names pictures and carries none: there is nothing to refuse",
        "refused_later": "a receiver that said yes keeps what it has; nothing is asked afterwards",
        "refused_at_once": "every answer but 2xx, 410, 401 and 403 means: try again later (Standard Webhooks)",
    }

    def __init__(self) -> None:
        super().__init__()
        self.secret = SECRET
        self.says = 204
        self.messages: dict[str, dict[str, object]] = {}

    @property
    def platform(self) -> Platform:
        return Webhook()

    @property
    def outlet(self) -> WebhookOutlet:
        return WebhookOutlet(self.client())

    def account(self) -> Account:
        settings = {"address": f"{self.address}/hooks/scicomm"}
        return Account(8, "webhook", "zh-hans", settings=settings, secrets={"secret": SECRET})

    def answer(self, asked: Asked) -> Reply:
        if self.trials.limited_for:
            return Reply(429, b"", {"Retry-After": str(self.trials.limited_for)})
        try:
            message = Verifier(self.secret).verify(asked.body, asked.headers)
        except WebhookVerificationError:
            return Reply(401, b"")
        if self.trials.token_expired:
            return Reply(401, b"")
        if self.trials.refuses_post:
            return Reply(422, b"")
        if self.says >= 300:
            return Reply(self.says, b"")
        identifier = asked.headers["webhook-id"]
        if identifier not in self.messages:
            self.messages[identifier] = message
            self._keep(message)
        if self.trials.hangs_after_taking:
            raise Hang
        return Reply(self.says, b"")

    def _keep(self, message: dict[str, object]) -> None:
        data = json.loads(json.dumps(message["data"]))
        known = next((post for post in self.posts if post.outside_id == data["uri"] and not post.is_gone), None)
        text = json.dumps(data, ensure_ascii=False)
        if message["type"] == "story.withdrawn":
            for post in self.posts:
                post.is_gone = post.is_gone or post.outside_id == data["uri"]
        elif known:
            known.text = text
        else:
            self.posts.append(Post(data["uri"], text, len(data["associations"]), is_public=True))
