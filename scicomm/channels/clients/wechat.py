"""Speaks to WeChat: pictures are handed over, a draft is made, submitted, asked after, taken back; figures are read.

Sources: developers.weixin.qq.com, "上传图文消息图片", "新增永久素材", "新增草稿", "更新草稿", "获取草稿列表", "发布草稿",
"发布状态查询", "删除发布文章", "获取已发布的消息列表", "获取发表内容发表详细数据", "获取关注用户列表".

WeChat keeps no key of a sending, so we leave our own: the draft's "read the original" address ends with it, and so does
the name of the cover among the materials. A second try changes the first one's draft; what is neither a draft nor
published though its cover is there is on its way, and is never submitted again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.clients.outlets import OutletError, ReadPicture, Wrong
from scicomm.channels.clients.pictures import UnfitPicture, file_of, plain_cover
from scicomm.channels.clients.speaking import HttpOutlet, Refused, picture_problem
from scicomm.channels.clients.wechat_api import BEIJING, BY_HAND, GONE, NO_RIGHT, WechatApi, ended, figures
from scicomm.channels.rules.packages import Account, Answer, Came, Figure, Package, Picture, Problem, Sent, Severity
from scicomm.channels.rules.platforms.wechat import COVER, PICTURE, placed

HOME = "https://api.weixin.qq.com"
# What is on its way without a number is looked for after two minutes, then less often, for about a day.
_WAIT, _LONGEST, _MOST_LOOKS = 120, 3600, 40


class WechatOutlet(HttpOutlet):
    """WeChat official account."""

    kind: ClassVar[str] = "wechat"
    home = HOME
    name = gettext_lazy("WeChat")

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        api = self._api(account)
        problems: list[Problem] = []
        try:
            media_id = self._draft(api, package, account, key, read, problems)
        except Refused as refused:
            if refused.code not in NO_RIGHT:
                raise
            words = _(
                "This account may not make drafts by API: copy the article into the console and publish it there."
            )
            return Answer(Came.BY_HAND, words=f"{words} {refused.words}", problems=tuple(problems))
        memory = {"media_id": media_id, "mark": _mark(key), "link": package.fields["link"], **_today()}
        try:
            told = api.call("cgi-bin/freepublish/submit", {"media_id": media_id}, commits=True)
        except Refused as refused:
            if refused.code not in BY_HAND:
                raise
            words = _(
                "The draft is ready in the account's draft box (草稿箱): open it there, save it, and publish it by hand."
            )
            return Answer(Came.BY_HAND, words=f"{words} {refused.words}", problems=tuple(problems), memory=memory)
        number = str(told.get("publish_id", ""))
        memory |= {"publish_id": number, "msg_data_id": str(told.get("msg_data_id", ""))}
        return Answer(Came.ACCEPTED, number, problems=tuple(problems), ask_again_after=30, memory=memory)

    def find(self, package: Package, account: Account, sent: Sent) -> Answer | None:
        """Published: found. Still a draft: either it is being published or nobody heard the submission, so it is watched."""
        api = self._api(account)
        memory = {"mark": _mark(sent.key), "link": package.fields["link"], **_today()}
        # An earlier version that this sending was to replace.
        old = sent.memory.get("replaces") or sent.memory.get("article_id", "")
        found = api.published_of(memory["mark"])
        if found:
            if old and old != found["article_id"]:
                self._delete(api, old)
            return _published(found, memory)
        media_id = api.draft_of(memory["mark"])
        if not media_id and not api.has_material(memory["mark"]):
            return None
        memory |= {"media_id": media_id, "looks": "1", "publish_id": "", "article_id": "", "replaces": old}
        return Answer(Came.ACCEPTED, ask_again_after=_WAIT, memory=memory)

    def poll(self, account: Account, sent: Sent) -> Answer:
        api = self._api(account)
        number = sent.memory.get("publish_id", "")
        if not number:
            return self._watch(api, sent)
        told = api.call("cgi-bin/freepublish/get", {"publish_id": number})
        status = told.get("publish_status")
        if status == 1:
            return Answer(Came.ACCEPTED, number)
        if status == 0:
            items = (told.get("article_detail") or {}).get("item") or [{}]
            answer = _published({"article_id": told.get("article_id", ""), "url": items[0].get("article_url", "")}, {})
            self._drop_replaced(api, sent)
            return answer
        return ended(status, number)

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        """What is published cannot be changed by API: the corrected article is published, the old one deleted once it is out."""
        old = self._article(self._api(account), sent)
        known = self.find(package, account, Sent(key, memory={**sent.memory, "article_id": old}))
        answer = known or self.send(package, account, key=key, read=read)
        if answer.came == Came.PUBLISHED:
            return answer
        if answer.came == Came.BY_HAND:
            words = _("Publish the corrected draft, then delete the old article in the console.")
            return Answer(answer.came, words=f"{words} {answer.words}", problems=answer.problems, memory=answer.memory)
        memory = {**answer.memory, "replaces": old, "article_id": ""}
        words = _("The corrected article is being published; the old one is deleted as soon as it is out.")
        return Answer(answer.came, answer.outside_id, "", words, answer.problems, answer.ask_again_after, memory)

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        api = self._api(account)
        article, number = self._article(api, sent), sent.memory.get("publish_id", "")
        if number and not article:
            answer = self.poll(account, sent)
            if answer.came == Came.ACCEPTED:
                words = _("WeChat is still publishing it; it is deleted as soon as it is out.")
                raise OutletError(words, Wrong.LATER, wait=_WAIT)
            article = answer.outside_id if answer.came == Came.PUBLISHED else ""
        self._drop_replaced(api, sent)
        if article:
            return self._delete(api, article)
        media_id = api.draft_of(sent.memory.get("mark", ""))
        if sent.memory.get("looks") and not media_id:
            raise OutletError(_("It is not known yet whether WeChat publishes it."), Wrong.LATER, wait=_LONGEST)
        if media_id and not number:
            self._quietly(api, "cgi-bin/draft/delete", {"media_id": media_id})
            return Answer(Came.RECALLED, words=_("The draft was deleted before anybody published it."))
        return Answer(Came.RECALLED, words=_("It is not there any more."))

    def measure(self, account: Account, sent: Sent) -> list[Figure]:
        """The numbers up to yesterday: WeChat counts by day, for 30 days after publication."""
        number, day = sent.memory.get("msg_data_id", ""), sent.memory.get("day", "")
        today = timezone.now().astimezone(BEIJING).date()
        if not number or not day:
            return []
        api = self._api(account)
        for published in (dt.date.fromisoformat(day), dt.date.fromisoformat(day) + dt.timedelta(days=1)):
            if published >= today:
                break
            span = {"begin_date": published.isoformat(), "end_date": published.isoformat()}
            told = api.call("datacube/getarticletotaldetail", span)
            for item in told.get("list") or []:
                if str(item.get("msgid", "")).startswith(f"{number}_"):
                    return figures(item)
        return []

    def followers(self, account: Account) -> Figure:
        told = self._api(account).read("cgi-bin/user/get")
        return Figure("followers", int(told.get("total", 0)), timezone.now(), "user/get")

    def _api(self, account: Account) -> WechatApi:
        return WechatApi(self.line(account), self.address, account)

    def _draft(
        self, api: WechatApi, package: Package, account: Account, key: str, read: ReadPicture, problems: list[Problem]
    ) -> str:
        """The draft of this sending: made, or changed where an earlier try made it."""
        known = api.draft_of(_mark(key))
        fields = package.fields
        article = {
            "article_type": "news",
            "title": fields["title"],
            "author": fields["author"],
            "digest": fields["digest"],
            "content": self._content(api, package, read, problems),
            "content_source_url": fields["link"] + _mark(key),
            "thumb_media_id": self._cover(api, package, account, key, read, problems),
            "need_open_comment": 0,
            "only_fans_can_comment": 0,
        }
        if known:
            api.call("cgi-bin/draft/update", {"media_id": known, "index": 0, "articles": article})
            return known
        return str(api.call("cgi-bin/draft/add", {"articles": [article]}).get("media_id", ""))

    def _content(self, api: WechatApi, package: Package, read: ReadPicture, problems: list[Problem]) -> str:
        """The body with WeChat's own picture addresses; a picture that does not arrive leaves its description."""
        html = package.fields["html"]
        for picture in package.pictures:
            if f'src="picture:{picture.key}"' not in html:
                continue
            try:
                file = file_of(picture, package, read, PICTURE)
                told = api.upload("cgi-bin/media/uploadimg", file)
                width = file.width // 2 if picture.key.startswith("formula:") else 0
                html = placed(html, picture.key, str(escape(told.get("url", ""))), width)
            except (UnfitPicture, Refused) as error:
                problems.append(picture_problem(picture, error.words))
                html = placed(html, picture.key, "")
        return html

    def _cover(
        self, api: WechatApi, package: Package, account: Account, key: str, read: ReadPicture, problems: list[Problem]
    ) -> str:
        """The permanent number of the cover: the story's; where it is refused the account's spare one, or a plain one drawn.

        A picture with the sending's key in its name always goes there: it is what a lost sending is known by.
        """
        cover = _cover_of(package)
        if cover:
            try:
                file = file_of(cover, package, read, COVER)
                return api.add_material(file, f"cover-{key[:12]}")
            except (UnfitPicture, Refused) as error:
                problems.append(picture_problem(cover, error.words))
        drawn = api.add_material(plain_cover(package.fields["title"]), f"plain-{key[:12]}")
        spare = account.settings.get("cover", "").strip()
        if not spare:
            problems.append(Problem("plain_cover", Severity.WARNING, _("A plain cover was drawn."), "cover"))
        return spare or drawn

    def _watch(self, api: WechatApi, sent: Sent) -> Answer:
        """A submission whose answer was lost, or a draft that a person publishes: looked for, then left to a person."""
        found = api.published_of(sent.memory.get("mark", ""))
        if found:
            self._drop_replaced(api, sent)
            return _published(found, {})
        looks = int(sent.memory.get("looks", "0") or 0) + 1
        if looks > _MOST_LOOKS:
            words = _(
                "Nobody can tell whether WeChat took it: look into the draft box and publish it there if it is not out."
            )
            return Answer(Came.BY_HAND, words=words, memory={"looks": str(looks)})
        return Answer(Came.ACCEPTED, ask_again_after=min(_WAIT * looks, _LONGEST), memory={"looks": str(looks)})

    def _article(self, api: WechatApi, sent: Sent) -> str:
        """The number of the published article; empty where nothing is published."""
        known = sent.memory.get("article_id", "")
        if known:
            return known
        found = api.published_of(sent.memory.get("mark", ""))
        return found["article_id"] if found else ""

    def _delete(self, api: WechatApi, article: str) -> Answer:
        try:
            api.call("cgi-bin/freepublish/delete", {"article_id": article, "index": 0})
        except Refused as refused:
            if refused.code in NO_RIGHT:
                return Answer(Came.BY_HAND, words=_("Delete the article in the console.") + " " + refused.words)
            if refused.code not in GONE:
                raise
        return Answer(Came.RECALLED, article)

    def _drop_replaced(self, api: WechatApi, sent: Sent) -> None:
        if sent.memory.get("replaces"):
            self._delete(api, sent.memory["replaces"])

    def _quietly(self, api: WechatApi, path: str, value: Any) -> None:
        """A call whose thing may be gone already."""
        try:
            api.call(path, value)
        except Refused as refused:
            if refused.code not in GONE:
                raise


def _mark(key: str) -> str:
    """What the address of the original ends with: a part of the page that does not exist, so that the page opens as ever."""
    return f"#wx-{key[:12]}" if key else ""


def _today() -> dict[str, str]:
    return {"day": timezone.now().astimezone(BEIJING).date().isoformat()}


def _cover_of(package: Package) -> Picture | None:
    pictures = [picture for picture in package.pictures if not picture.key.startswith("formula:")]
    return next((picture for picture in pictures if picture.is_cover), pictures[0] if pictures else None)


def _published(found: dict[str, str], memory: dict[str, str]) -> Answer:
    article, url = str(found["article_id"]), str(found["url"])
    return Answer(Came.PUBLISHED, article, url, memory={**memory, "article_id": article, "replaces": ""})
