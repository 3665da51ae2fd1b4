"""Local servers that answer as the platforms' documentation says: for tests only. `ALL`: what the contract is put to."""

from tests.channels.fakes.base import FakePlatform
from tests.channels.fakes.bluesky import FakeBluesky
from tests.channels.fakes.invented import InventedPlatform
from tests.channels.fakes.mastodon import FakeMastodon
from tests.channels.fakes.telegram import FakeTelegram
from tests.channels.fakes.webhook import FakeReceiver
from tests.channels.fakes.wechat import FakeWechat
from tests.channels.fakes.weibo import FakeWeibo

ALL: tuple[type[FakePlatform], ...] = (
    InventedPlatform,
    FakeWechat,
    FakeWeibo,
    FakeMastodon,
    FakeTelegram,
    FakeBluesky,
    FakeReceiver,
)
