"""The kinds of channels that a story can be sent to, by kind; each file has its limits and its way of adapting a story."""

from __future__ import annotations

from scicomm.channels.rules.packages import Platform
from scicomm.channels.rules.platforms.bluesky import BlueskyPlatform
from scicomm.channels.rules.platforms.fediverse import Fediverse
from scicomm.channels.rules.platforms.mastodon import Mastodon
from scicomm.channels.rules.platforms.plain import PlainPlatform
from scicomm.channels.rules.platforms.telegram import TelegramPlatform
from scicomm.channels.rules.platforms.webhook import Webhook
from scicomm.channels.rules.platforms.wechat import WechatPlatform
from scicomm.channels.rules.platforms.weibo import WeiboPlatform
from scicomm.channels.rules.platforms.wire import Wire

_ALL: tuple[Platform, ...] = (
    BlueskyPlatform(),
    Fediverse(),
    Mastodon(),
    PlainPlatform(),
    TelegramPlatform(),
    Webhook(),
    WechatPlatform(),
    WeiboPlatform(),
    Wire(),
)

PLATFORMS: dict[str, Platform] = {platform.kind: platform for platform in _ALL}
