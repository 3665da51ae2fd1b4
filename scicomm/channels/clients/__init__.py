"""The doors to outside platforms, by kind of channel."""

from __future__ import annotations

from scicomm.channels.clients.bluesky import BlueskyOutlet
from scicomm.channels.clients.far_servers import Brought, FarServers, Signer, far_servers
from scicomm.channels.clients.fediverse import FediverseOutlet
from scicomm.channels.clients.looking import Looker, NoLooker, WebLooker
from scicomm.channels.clients.mastodon import MastodonOutlet
from scicomm.channels.clients.outlets import LogOutlet, Outlet, OutletError, ReadPicture, Wrong
from scicomm.channels.clients.telegram import TelegramOutlet
from scicomm.channels.clients.webhook import WebhookOutlet
from scicomm.channels.clients.wechat import WechatOutlet
from scicomm.channels.clients.weibo import WeiboOutlet
from scicomm.channels.clients.wire import WireOutlet

_ALL: tuple[type[Outlet], ...] = (
    LogOutlet,
    WechatOutlet,
    WeiboOutlet,
    MastodonOutlet,
    FediverseOutlet,
    TelegramOutlet,
    BlueskyOutlet,
    WebhookOutlet,
    WireOutlet,
)

OUTLETS: dict[str, type[Outlet]] = {outlet.kind: outlet for outlet in _ALL}

__all__ = [
    "OUTLETS",
    "Brought",
    "FarServers",
    "LogOutlet",
    "Looker",
    "NoLooker",
    "Outlet",
    "OutletError",
    "ReadPicture",
    "Signer",
    "WebLooker",
    "WireOutlet",
    "Wrong",
    "far_servers",
]
