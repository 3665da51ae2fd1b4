"""WeChat's server API: the token, calls, and what its error codes mean for us.

Sources: developers.weixin.qq.com, "获取稳定版接口调用凭据" (stable_token), "全局返回码", "发布草稿" (codes 53503 to 53505).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.channels.clients.outlets import OutletError, Wrong
from scicomm.channels.clients.pictures import File
from scicomm.channels.clients.speaking import Line, Refused, as_json, as_multipart, bad_credentials, limited
from scicomm.channels.rules.packages import Account, Answer, Came, Figure

BEIJING = ZoneInfo("Asia/Shanghai")
_BUSY = {-1}
# The token is not the newest or has ended; a fresh one helps once.
_STALE = {40001, 40014, 41001, 42001, 42007}
# AppID or AppSecret wrong, frozen, or the account itself is closed.
_CREDENTIALS = {40013, 40125, 40243, 50007, 61004}
_NOT_LISTED = 40164
# 45009: the day's calls are used up; 45011 and 53501: too many in a minute.
_DAY, _MINUTE = {45009}, {45011, 53501}
# WeChat names no time; an account that was asked too often is left alone for ten minutes.
_PAUSE = 600
# Not allowed to this kind of account, or WeChat wants a person to do it: 48001 no right to the call, 50002 limited account,
# 53503 the draft did not pass the check, 53504 to be used in the console, 53505 to be saved there by hand first.
BY_HAND = {"48001", "48003", "48004", "50002", "53503", "53504", "53505"}
NO_RIGHT = {"48001", "48003", "48004", "50002"}
GONE = {"40007", "53600"}
_FIGURES = {
    "reads": "read_user",
    "shares": "share_user",
    "likes": "like_user",
    "comments": "comment_count",
    "saves": "collection_user",
}


@dataclass(slots=True)
class WechatApi:
    """One conversation with WeChat for one account; it fetches its token at the first call."""

    line: Line
    address: str
    account: Account
    token: str = field(default="", repr=False)

    def call(self, path: str, value: Any, *, commits: bool = False) -> dict[str, Any]:
        """A call with JSON. Raises Refused with WeChat's code where it will not do it."""
        headers, body = as_json(value)
        return self._with_token(path, {}, headers, body, commits=commits)

    def upload(self, path: str, file: File, **query: str) -> dict[str, Any]:
        """A call with a file."""
        headers, body = as_multipart({}, [("media", file)])
        return self._with_token(path, query, headers, body, commits=False)

    def read(self, path: str, **query: str) -> dict[str, Any]:
        """A call by GET."""
        return self._with_token(path, query, {}, None, commits=False)

    def add_material(self, file: File, name: str) -> str:
        """A picture kept for ever under a name; its number there."""
        named = replace(file, stem=name)
        return str(self.upload("cgi-bin/material/add_material", named, type="image").get("media_id", ""))

    def has_material(self, mark: str) -> bool:
        """Whether a sending's cover is among the newest materials."""
        told = self.call("cgi-bin/material/batchget_material", {"type": "image", "offset": 0, "count": 20})
        end = mark.removeprefix("#wx")
        return any(str(item.get("name", "")).rpartition(".")[0].endswith(end) for item in told.get("item") or [])

    def draft_of(self, mark: str) -> str:
        """The number of the draft whose original's address ends with the mark, among the newest; empty without one."""
        told = self.call("cgi-bin/draft/batchget", {"offset": 0, "count": 20, "no_content": 1})
        for item in told.get("item") or []:
            articles = (item.get("content") or {}).get("news_item") or []
            if mark and any(str(article.get("content_source_url", "")).endswith(mark) for article in articles):
                return str(item.get("media_id", ""))
        return ""

    def published_of(self, mark: str) -> dict[str, str] | None:
        """What was published with the mark, among the newest; accounts without the right to ask publish nothing by API."""
        try:
            told = self.call("cgi-bin/freepublish/batchget", {"offset": 0, "count": 20, "no_content": 1})
        except Refused as refused:
            if refused.code in NO_RIGHT:
                return None
            raise
        for item in told.get("item") or []:
            for article in (item.get("content") or {}).get("news_item") or []:
                said = str(article.get("content_source_url", ""))
                if mark and said.endswith(mark) and not article.get("is_deleted"):
                    return {"article_id": str(item.get("article_id", "")), "url": str(article.get("url", ""))}
        return None

    def _with_token(
        self, path: str, query: dict[str, str], headers: dict[str, str], body: bytes | None, *, commits: bool
    ) -> dict[str, Any]:
        for fresh in (False, True):
            if fresh or not self.token:
                self._take_token(force=fresh)
            address = f"{self.address}/{path}?{urlencode({'access_token': self.token, **query})}"
            answer = self.line.ask("GET" if body is None else "POST", address, headers, body or b"", commits=commits)
            said = self.line.object(answer, commits=commits)
            code = _code(said)
            if code not in _STALE:
                return self._checked(said, code, commits=commits)
        raise bad_credentials(self.line.says(str(said.get("errmsg", "")), code))

    def _take_token(self, *, force: bool) -> None:
        """The stable token: asked again it is the same until it ends; `force` makes a new one (20 times a day at most)."""
        secret = self.account.secrets.get("secret", "")
        appid = self.account.settings.get("appid", "")
        if not (secret and appid):
            raise bad_credentials(_("This account has no AppID or no AppSecret yet."))
        value = {"grant_type": "client_credential", "appid": appid, "secret": secret, "force_refresh": force}
        headers, body = as_json(value)
        said = self.line.object(self.line.ask("POST", f"{self.address}/cgi-bin/stable_token", headers, body))
        code = _code(said)
        if code in _STALE:
            raise bad_credentials(self.line.says(str(said.get("errmsg", "")), code))
        self._checked(said, code, commits=False)
        self.token = str(said.get("access_token", ""))
        self.line.hidden.append(self.token)

    def _checked(self, said: dict[str, Any], code: int, *, commits: bool) -> dict[str, Any]:
        if code == 0:
            return said
        words = self.line.says(str(said.get("errmsg", "")), code)
        if code in _BUSY:
            raise OutletError(words, Wrong.UNSURE if commits else Wrong.LATER)
        if code == _NOT_LISTED:
            raise bad_credentials(
                _("Put this server's address on the account's list of allowed addresses (IP白名单).") + " " + words
            )
        if code in _CREDENTIALS:
            raise bad_credentials(words)
        if code in _MINUTE or (code in _DAY and "minute" in words):
            raise limited(words, _PAUSE)
        if code in _DAY:
            raise limited(words, _until_midnight())
        raise Refused(words, str(code))


def _code(said: dict[str, Any]) -> int:
    code = said.get("errcode", 0)
    return code if isinstance(code, int) else int(code) if str(code).lstrip("-").isdigit() else -1


def _until_midnight() -> int:
    """Seconds until the platform's day ends and its quota begins anew."""
    now = timezone.now().astimezone(BEIJING)
    return int((dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), BEIJING) - now).total_seconds()) + 60


def ended(status: Any, number: str) -> Answer:
    """The states of freepublish/get that are neither under way nor published."""
    if status == 5:
        return Answer(Came.RECALLED, number, words=_("All of it was deleted in the console."))
    words = {
        2: _("WeChat refused it: its claim to be original failed."),
        3: _("WeChat refused it and gives no reason."),
        4: _("WeChat's review refused it."),
        6: _("WeChat blocked it after it was published."),
    }
    said = words.get(status, _("WeChat answered with a state that is not in its documentation: %(state)s"))
    return Answer(Came.REFUSED, number, words=said % {"state": status} if "%(state)" in said else said)


def figures(item: dict[str, Any]) -> list[Figure]:
    """The newest of the growing totals of one article."""
    days = sorted(item.get("detail_list") or [], key=lambda day: str(day.get("stat_date", "")))
    newest = days[-1] if days else {}
    now = timezone.now()
    return [
        Figure(metric, int(newest[name]), now, "getarticletotaldetail")
        for metric, name in _FIGURES.items()
        if isinstance(newest.get(name), int)
    ]
