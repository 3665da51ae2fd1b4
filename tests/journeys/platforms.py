"""The platforms that a story goes to, as they stand on this machine."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.channels.fakes.base import FakePlatform
from tests.channels.fakes.bluesky import FakeBluesky
from tests.channels.fakes.mastodon import FakeMastodon
from tests.channels.fakes.telegram import FakeTelegram
from tests.channels.fakes.webhook import FakeReceiver
from tests.channels.fakes.wechat import FakeWechat
from tests.channels.fakes.weibo import FakeWeibo


@dataclass
class World:
    """The platforms, as they stand on this machine."""

    wechat: FakeWechat
    weibo: FakeWeibo
    mastodon: FakeMastodon
    telegram: FakeTelegram
    bluesky: FakeBluesky
    webhook: FakeReceiver

    @property
    def all(self) -> dict[str, FakePlatform]:
        return dict(vars(self))

    def relays(self) -> str:
        found = {
            "wechat": self.wechat.address,
            "weibo": f"{self.weibo.address}/2",
            "telegram": self.telegram.address,
            "telegram-web": self.telegram.address,
            "bluesky": self.bluesky.address,
            "bluesky-appview": self.bluesky.address,
        }
        return " ".join(f"{name}={address}" for name, address in found.items())

    def accounts(self) -> str:
        """What the registry is told of each; the receiver of webhooks is registered in the browser."""
        rows = {name: fake.account() for name, fake in self.all.items() if name != "webhook"}
        told = {
            name: {
                "handle": f"lake-{name}",
                "name_zh": f"北湖 {name}",
                "settings": dict(account.settings),
                "secrets": dict(account.secrets),
            }
            for name, account in rows.items()
        }
        return json.dumps(told)

    def stand(self, words: str) -> dict[str, bool]:
        """Where something public holds these words."""
        return {name: any(words in post.text for post in fake.public_posts) for name, fake in self.all.items()}
