"""WeChat's server API as developers.weixin.qq.com documents it (draft box, publishing, materials, stable token, statistics)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from scicomm.channels.clients.wechat import WechatOutlet
from scicomm.channels.clients.wechat_api import BEIJING
from scicomm.channels.rules.packages import Account
from scicomm.channels.rules.platforms.wechat import WechatPlatform
from tests.channels.fakes.base import Asked, FakePlatform, Hang, Post, Reply
from tests.channels.fakes.forms import form_of, picture_kind

SECRET = "wechat-app-secret-0123456789"


def error(code: int, words: str) -> Reply:
    return Reply.of({"errcode": code, "errmsg": f"{words} rid: 6743a1b2-0c0d-1e2f"})


class FakeWechat(FakePlatform):
    """`console_code`: the submission is answered with it; `is_verified`: whether the account may publish by API; `stale`: the
    stable token has ended early and only a forced one is good."""

    platform = WechatPlatform()

    def __init__(self) -> None:
        super().__init__()
        self.console_code = 0
        self.is_verified = True
        self.stale = False
        self.not_listed = False
        self.tokens = ["TOKEN-0-secret"]
        self.drafts: dict[str, dict[str, Any]] = {}
        self.materials = {"SPARE": "spare.png"}
        self.images: set[str] = set()
        self.published: dict[str, tuple[Post, dict[str, Any]]] = {}
        self.refused_status = 4
        self.count = 0

    @property
    def outlet(self) -> WechatOutlet:
        return WechatOutlet(self.client(), self.address)

    def account(self) -> Account:
        settings = {"appid": "wx0123456789abcdef", "cover": "SPARE"}
        return Account(1, "wechat", "zh-hans", name="北湖研究所（虚构）", settings=settings, secrets={"secret": SECRET})

    def answer(self, asked: Asked) -> Reply:
        if asked.path.startswith("/s/"):
            return Reply(200, b"<title>article</title>", {"Content-Type": "text/html"})
        if asked.path == "/cgi-bin/stable_token":
            return self._token(asked.json)
        token = asked.query.get("access_token", [""])[0]
        if token != self.tokens[-1] or self.trials.token_expired:
            return error(40001, "invalid credential, access_token is invalid or not latest")
        if self.stale:
            return error(42001, "access_token expired")
        if self.trials.limited_for:
            return error(45011, "api minute-quota reached, must slower, retry next minute")
        if "\\u" in asked.body.decode("utf-8", "replace") and asked.path.startswith("/cgi-bin/draft"):
            return error(47001, "data format error")
        calls: dict[str, Callable[[Asked], Reply]] = {
            "/cgi-bin/media/uploadimg": self._image,
            "/cgi-bin/material/add_material": self._material,
            "/cgi-bin/material/batchget_material": self._materials,
            "/cgi-bin/draft/add": self._add,
            "/cgi-bin/draft/update": self._update,
            "/cgi-bin/draft/delete": self._drop,
            "/cgi-bin/draft/batchget": self._drafts,
            "/cgi-bin/user/get": lambda _asked: Reply.of({"total": 1234, "count": 0, "data": {}, "next_openid": ""}),
        }
        if asked.path in calls:
            return calls[asked.path](asked)
        if not self.is_verified:
            return error(48001, "api unauthorized")
        verified: dict[str, Callable[[Asked], Reply]] = {
            "/cgi-bin/freepublish/submit": self._submit,
            "/cgi-bin/freepublish/get": self._get,
            "/cgi-bin/freepublish/delete": self._delete,
            "/cgi-bin/freepublish/batchget": self._published,
            "/datacube/getarticletotaldetail": self._figures,
        }
        call = verified.get(asked.path)
        return call(asked) if call else error(40066, "invalid url")

    def _token(self, told: dict[str, Any]) -> Reply:
        if self.not_listed:
            return error(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist")
        if told.get("grant_type") != "client_credential":
            return error(40002, "invalid grant_type")
        if told.get("secret") != SECRET or self.trials.token_expired:
            return error(40125, "invalid appsecret")
        if told.get("force_refresh"):
            self.tokens.append(f"TOKEN-{len(self.tokens)}-secret")
            self.stale = False
        return Reply.of({"access_token": self.tokens[-1], "expires_in": 7200})

    def _file(self, asked: Asked, most: int) -> Reply | None:
        _fields, files = form_of(asked)
        data = files.get("media", b"")
        # What is refused is what the story's pictures show; our own drawn bands show nothing.
        is_drawn = b'filename="plain-' in asked.body
        if (self.trials.refuses_pictures and not is_drawn) or len(data) > most:
            return error(40009, "invalid image size")
        return None if picture_kind(data) in {"jpeg", "png"} else error(40005, "invalid file type")

    def _image(self, asked: Asked) -> Reply:
        wrong = self._file(asked, 1024 * 1024)
        if wrong:
            return wrong
        self.count += 1
        self.images.add(f"http://mmbiz.qpic.cn/mmbiz_jpg/{self.count}/0?from=appmsg")
        return Reply.of({"url": f"http://mmbiz.qpic.cn/mmbiz_jpg/{self.count}/0?from=appmsg"})

    def _material(self, asked: Asked) -> Reply:
        wrong = self._file(asked, 10 * 1024 * 1024)
        if wrong or asked.query.get("type") != ["image"]:
            return wrong or error(40004, "invalid media type")
        self.count += 1
        name = re.search(rb'filename="([^"]*)"', asked.body)
        self.materials[f"MATERIAL-{self.count}"] = name[1].decode() if name else ""
        return Reply.of({"media_id": f"MATERIAL-{self.count}", "url": "http://mmbiz.qpic.cn/m/0"})

    def _materials(self, asked: Asked) -> Reply:
        items = [{"media_id": number, "name": name} for number, name in reversed(self.materials.items())]
        return Reply.of({"total_count": len(items), "item_count": len(items[:20]), "item": items[:20]})

    def _wrong(self, article: dict[str, Any]) -> Reply | None:
        most = {"title": (32, 45003), "author": (16, 45110), "digest": (128, 45004)}
        for name, (length, code) in most.items():
            if len(article.get(name, "")) > length:
                return error(code, f"{name} size out of limit")
        content = article.get("content", "")
        if len(content) >= 20_000 or len(content.encode()) >= 1_000_000:
            return error(45002, "content size out of limit")
        if article.get("thumb_media_id") not in self.materials:
            return error(40007, "invalid media_id")
        return error(45166, "invalid content") if self.trials.refuses_post else None

    def _kept(self, article: dict[str, Any]) -> dict[str, Any]:
        """What WeChat keeps of a body: no scripts, no pictures from elsewhere."""
        content = re.sub(r"<script.*?</script>", "", article["content"], flags=re.DOTALL)

        def own(match: re.Match[str]) -> str:
            return match[0] if match[1].replace("&amp;", "&") in self.images else ""

        return {**article, "content": re.sub(r'<img[^>]*src="([^"]*)"[^>]*>', own, content)}

    def _add(self, asked: Asked) -> Reply:
        article = asked.json["articles"][0]
        wrong = self._wrong(article)
        if wrong:
            return wrong
        self.count += 1
        self.drafts[f"DRAFT-{self.count}"] = self._kept(article)
        return Reply.of({"media_id": f"DRAFT-{self.count}"})

    def _update(self, asked: Asked) -> Reply:
        told = asked.json
        if told["media_id"] not in self.drafts:
            return error(40007, "invalid media_id")
        wrong = self._wrong(told["articles"])
        if wrong:
            return wrong
        self.drafts[told["media_id"]] = self._kept(told["articles"])
        return error(0, "ok")

    def _drop(self, asked: Asked) -> Reply:
        gone = self.drafts.pop(asked.json["media_id"], None)
        return error(0, "ok") if gone else error(40007, "invalid media_id")

    def _drafts(self, asked: Asked) -> Reply:
        items = [
            {"media_id": number, "content": {"news_item": [{**article, "content": ""}]}, "update_time": 1}
            for number, article in reversed(self.drafts.items())
        ]
        return Reply.of({"total_count": len(items), "item_count": len(items[:20]), "item": items[:20]})

    def _submit(self, asked: Asked) -> Reply:
        number = asked.json["media_id"]
        if number not in self.drafts:
            return error(40007, "invalid media_id")
        if self.console_code:
            return error(self.console_code, "请手动保存成功后再发表")
        article = self.drafts.pop(number)
        post = Post(f"ARTICLE-{len(self.posts) + 1}", f"{article['title']}\n{article['content']}")
        post.pictures = article["content"].count("<img")
        self.posts.append(post)
        publish = f"10000000{len(self.posts)}"
        self.published[publish] = (post, article)
        if self.trials.hangs_after_taking:
            raise Hang
        return Reply.of({"errcode": 0, "errmsg": "ok", "publish_id": publish, "msg_data_id": f"22474{publish}"})

    def _get(self, asked: Asked) -> Reply:
        publish = asked.json["publish_id"]
        if publish not in self.published:
            return error(53600, "invalid publish_id")
        post, _article = self.published[publish]
        told: dict[str, Any] = {"publish_id": publish, "publish_status": self._status(post), "fail_idx": []}
        if told["publish_status"] == 0:
            item = {"idx": 1, "article_url": f"{self.address}/s/{post.outside_id}"}
            told |= {"article_id": post.outside_id, "article_detail": {"count": 1, "item": [item]}}
        return Reply.of(told)

    def _status(self, post: Post) -> int:
        if post.is_refused:
            return self.refused_status
        if post.is_gone:
            return 5
        return 0 if post.is_public else 1

    def _published(self, asked: Asked) -> Reply:
        items = [
            {
                "article_id": post.outside_id,
                "content": {"news_item": [{**article, "content": "", "url": f"{self.address}/s/{post.outside_id}"}]},
            }
            for post, article in reversed(self.published.values())
            if post.is_public and not post.is_gone
        ]
        return Reply.of({"total_count": len(items), "item_count": len(items), "item": items[:20]})

    def _delete(self, asked: Asked) -> Reply:
        for post in self.posts:
            if post.outside_id == asked.json["article_id"] and not post.is_gone:
                post.is_gone = True
                return error(0, "ok")
        return error(53600, "invalid article_id")

    def _figures(self, asked: Asked) -> Reply:
        if asked.json["end_date"] >= timezone.now().astimezone(BEIJING).date().isoformat():
            return error(61501, "date range error")
        day = {"share_user": 6, "like_user": 9, "comment_count": 2, "collection_user": 4}
        rows = [
            {
                "ref_date": asked.json["begin_date"],
                "msgid": f"22474{publish}_1",
                "publish_type": 1,
                "detail_list": [
                    {"stat_date": "2027-03-02", "read_user": 41, **day},
                    {"stat_date": "2027-03-01", "read_user": 30, **day},
                ],
            }
            for publish in self.published
        ]
        return Reply.of({"list": rows, "is_delay": False})
