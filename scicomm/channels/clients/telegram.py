"""Speaks to Telegram as a bot that is the channel's administrator.

Sources: core.telegram.org/bots/api ("Making requests", "sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText",
"editMessageCaption", "deleteMessages", "getChatMemberCount", "ResponseParameters"). The API has no key of a sending and cannot be
asked what stands in a channel. A message whose answer was lost is looked for on the public channel's own web page (t.me/s/…), by
the link that ends with the sending's key; a private channel has no such page, and then a person has to look.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import html as lxml_html

from scicomm.channels.clients.outlets import OutletError, ReadPicture, Wrong
from scicomm.channels.clients.pictures import File, UnfitPicture, file_of
from scicomm.channels.clients.speaking import (
    HttpOutlet,
    Line,
    Refused,
    as_json,
    as_multipart,
    bad_credentials,
    limited,
    picture_problem,
)
from scicomm.channels.rules.packages import Account, Answer, Came, Figure, Package, Problem, Sent
from scicomm.channels.rules.platforms.telegram import PICTURE
from scicomm.core.outside import OutsideClient

HOME = "https://api.telegram.org"
WEB = "https://t.me"
# So many pages of twenty messages are read when one is looked for.
_PAGES = 3
_PICTURE_WORDS = re.compile(r"photo|image|media|wrong file|dimensions", re.IGNORECASE)
# The channel's name is wrong, or the bot was not given the right.
_NO_RIGHTS = re.compile(r"chat not found|administrator rights|not enough rights", re.IGNORECASE)
_GONE_WORDS = re.compile(r"not found|message_id_invalid", re.IGNORECASE)
_FIXED_WORDS = re.compile(r"can't be deleted|message_delete_forbidden", re.IGNORECASE)
_SCALE = {"K": 1_000, "M": 1_000_000}


class TelegramOutlet(HttpOutlet):
    """A Telegram channel."""

    kind: ClassVar[str] = "telegram"
    home = HOME
    name = gettext_lazy("Telegram")

    def __init__(self, client: OutsideClient | None = None, address: str = "", web: str = "") -> None:
        super().__init__(client, address)
        self.web = web.rstrip("/") or settings.SCICOMM_RELAYS.get("telegram-web") or WEB

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        line, problems, files = self._line(account), list[Problem](), []
        for picture in package.pictures:
            try:
                files.append((picture, file_of(picture, package, read, PICTURE)))
            except UnfitPicture as error:
                problems.append(picture_problem(picture, error.words))
        html = _keyed(package, key)
        # One picture that Telegram refuses takes the whole album with it: then the first alone, then the words alone.
        for count in sorted({len(files), min(len(files), 1)} - {0}, reverse=True):
            try:
                told = self._send_pictures(line, account, html, [file for _picture, file in files[:count]])
            except Refused as refused:
                if not _PICTURE_WORDS.search(refused.words):
                    raise
                why = refused.words
            else:
                problems += [picture_problem(picture, why) for picture, _file in files[count:]]
                return self._answer(told, account, problems)
        problems += [picture_problem(picture, why) for picture, _file in files]
        value = {"chat_id": _chat(account), "text": html, "parse_mode": "HTML"}
        return self._answer([self._call(line, account, "sendMessage", value, commits=True)], account, problems)

    def find(self, package: Package, account: Account, sent: Sent) -> Answer | None:
        """Looks on the channel's public page. Raises UNSURE where there is none: then a person looks and nobody sends again."""
        name = _public_name(account)
        if not name:
            raise OutletError(self._only_a_person(), Wrong.UNSURE)
        mark, before = _link(package, sent.key), ""
        for _page in range(_PAGES):
            messages = self._page(account, f"{self.web}/s/{quote(name)}{before}")
            for message in messages:
                if mark in message.xpath(".//a/@href"):
                    ids = _ids_on_page(message)
                    memory = {"kind": _kind_on_page(message), "ids": ",".join(ids), "key": sent.key[:16]}
                    return Answer(Came.PUBLISHED, ids[0], self._address(account, ids[0]), memory=memory)
            oldest = min((int(_ids_on_page(message)[0]) for message in messages), default=0)
            if oldest <= 1:
                break
            before = f"?before={oldest}"
        return None

    def poll(self, account: Account, sent: Sent) -> Answer:
        page = self._shown(account, sent)
        if page is None:
            return Answer(Came.PUBLISHED, sent.outside_id, sent.url)
        if page == "":
            return Answer(
                Came.REFUSED, sent.outside_id, words=_("The channel's public page does not show it any more.")
            )
        return Answer(Came.VISIBLE, sent.outside_id, sent.url)

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        line, html = self._line(account), _keyed(package, key)
        value: dict[str, Any] = {"chat_id": _chat(account), "message_id": int(sent.outside_id), "parse_mode": "HTML"}
        is_text = sent.memory.get("kind", "text") == "text"
        value |= {"text": html} if is_text else {"caption": html}
        try:
            self._call(line, account, "editMessageText" if is_text else "editMessageCaption", value)
        except Refused as refused:
            if "not modified" not in refused.words:
                raise
        return Answer(Came.PUBLISHED, sent.outside_id, sent.url, memory={"key": key[:16]})

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        """Deleted; where Telegram deletes nothing any more (messages older than two days), a note takes the text's place."""
        line = self._line(account)
        ids = [int(number) for number in (sent.memory.get("ids") or sent.outside_id).split(",") if number.isdigit()]
        try:
            self._call(line, account, "deleteMessages", {"chat_id": _chat(account), "message_ids": ids})
        except Refused as refused:
            if _GONE_WORDS.search(refused.words):
                return Answer(Came.RECALLED, sent.outside_id)
            if not _FIXED_WORDS.search(refused.words):
                raise
            return self._note_instead(line, account, sent, reason)
        return Answer(Came.RECALLED, sent.outside_id)

    def measure(self, account: Account, sent: Sent) -> list[Figure]:
        """Views as the public page shows them (rounded above a thousand); the Bot API has no number of them."""
        views = lxml_html.fromstring(self._shown(account, sent) or "<p></p>").xpath(
            "string(//*[contains(@class, 'tgme_widget_message_views')])"
        )
        found = re.fullmatch(r"([\d.]+)([KM]?)", str(views).strip())
        if not found:
            return []
        return [Figure("reads", int(float(found[1]) * _SCALE.get(found[2], 1)), timezone.now(), "t.me")]

    def followers(self, account: Account) -> Figure:
        count = self._call(self._line(account), account, "getChatMemberCount", {"chat_id": _chat(account)})
        return Figure("followers", int(count), timezone.now(), "getChatMemberCount")

    def _line(self, account: Account) -> Line:
        if not account.secrets.get("token"):
            raise bad_credentials(_("This account has no bot token yet."))
        return self.line(account)

    def _send_pictures(self, line: Line, account: Account, html: str, files: list[File]) -> list[dict[str, Any]]:
        words = {"caption": html, "parse_mode": "HTML"}
        if len(files) == 1:
            form = {"chat_id": _chat(account), **words}
            return [self._call(line, account, "sendPhoto", form, [("photo", files[0])], commits=True)]
        media = [{"type": "photo", "media": f"attach://p{index}"} for index in range(len(files))]
        media[0] |= words
        form = {"chat_id": _chat(account), "media": json.dumps(media, ensure_ascii=False)}
        attached = [(f"p{index}", file) for index, file in enumerate(files)]
        told: list[dict[str, Any]] = self._call(line, account, "sendMediaGroup", form, attached, commits=True)
        return told

    def _note_instead(self, line: Line, account: Account, sent: Sent, reason: str) -> Answer:
        words = _("This post was withdrawn.")
        text = f"{words} {reason}".strip()[:1000]
        value: dict[str, Any] = {"chat_id": _chat(account), "message_id": int(sent.outside_id)}
        is_text = sent.memory.get("kind", "text") == "text"
        value |= {"text": text} if is_text else {"caption": text}
        self._call(line, account, "editMessageText" if is_text else "editMessageCaption", value)
        said = _("Telegram deletes nothing so old: a note stands in its place.")
        return Answer(Came.RECALLED, sent.outside_id, sent.url, said)

    def _call(
        self,
        line: Line,
        account: Account,
        method: str,
        value: dict[str, Any],
        files: list[tuple[str, File]] | None = None,
        *,
        commits: bool = False,
    ) -> Any:
        headers, body = as_multipart(value, files) if files else as_json(value)
        address = f"{self.address}/bot{account.secrets['token']}/{method}"
        answer = line.ask("POST", address, headers, body, commits=commits)
        told = line.object(answer, commits=commits and answer.status < 400)
        if told.get("ok"):
            return told.get("result")
        code, words = told.get("error_code"), line.says(str(told.get("description", "")), told.get("error_code", ""))
        if code == 429:
            raise limited(words, int((told.get("parameters") or {}).get("retry_after", 60)))
        if code in {401, 404}:
            raise bad_credentials(words)
        if code == 403 or _NO_RIGHTS.search(words):
            raise bad_credentials(
                _("Make the bot an administrator of the channel that may post, edit and delete.") + " " + words
            )
        raise Refused(words, str(code))

    def _answer(self, told: list[dict[str, Any]], account: Account, problems: list[Problem]) -> Answer:
        ids = [str(message.get("message_id", "")) for message in told]
        kind = "text" if "text" in told[0] else "photo"
        url = self._address(account, ids[0])
        return Answer(
            Came.PUBLISHED, ids[0], url, problems=tuple(problems), memory={"kind": kind, "ids": ",".join(ids)}
        )

    def _address(self, account: Account, number: str) -> str:
        name = _public_name(account)
        if name:
            return f"{WEB}/{name}/{number}"
        # The number of a private channel without its -100 leads its members there.
        return f"{WEB}/c/{_chat(account).removeprefix('-100')}/{number}"

    def _page(self, account: Account, address: str) -> list[Any]:
        """The messages on a page of the channel; UNSURE where the page shows no channel."""
        answer = self.line(account).ask("GET", address, {"Accept": "text/html"})
        if answer.status != 200 or b"tgme_channel_history" not in answer.content:
            raise OutletError(self._only_a_person(), Wrong.UNSURE)
        root = lxml_html.document_fromstring(answer.content.decode(errors="replace"))
        messages: Any = root.xpath("//*[@data-post]")
        return list(messages)

    def _shown(self, account: Account, sent: Sent) -> str | None:
        """One message as its public page shows it; empty where it is not there, None where there is no public page."""
        name = _public_name(account)
        if not name or not sent.outside_id:
            return None
        address = f"{self.web}/{quote(name)}/{quote(sent.outside_id)}?embed=1&mode=tme"
        answer = self.line(account).ask("GET", address, {"Accept": "text/html"})
        page = answer.content.decode(errors="replace")
        if answer.status != 200 or "tgme_widget_message" not in page:
            return None
        return page if f'data-post="{name}/' in page else ""

    def _only_a_person(self) -> str:
        return _(
            "Telegram cannot be asked whether the message arrived: look into the channel, and say here whether it is there."
        )


def _chat(account: Account) -> str:
    return account.settings.get("chat", "").strip()


def _public_name(account: Account) -> str:
    """The name of a public channel without its @; empty for a private one."""
    chat = _chat(account)
    return chat[1:] if chat.startswith("@") else ""


def _link(package: Package, key: str) -> str:
    """The story's address with the sending's key as a part of the page that does not exist: the page opens as ever."""
    return f"{package.fields['link']}#tg-{key[:12]}"


def _keyed(package: Package, key: str) -> str:
    """The message with the link that a lost one is known by."""
    plain, keyed = f'href="{escape(package.fields["link"])}"', f'href="{escape(_link(package, key))}"'
    return package.fields["html"].replace(plain, keyed)


def _ids_on_page(message: Any) -> list[str]:
    """The numbers of a message on a page; an album stands there as one with a number for each picture."""
    first = str(message.get("data-post", "")).rpartition("/")[2]
    inside = re.findall(r'href="[^"]*/(\d+)\?single"', lxml_html.tostring(message, encoding="unicode"))
    return list(dict.fromkeys([first, *inside]))


def _kind_on_page(message: Any) -> str:
    return "photo" if message.xpath(".//*[contains(@class, 'tgme_widget_message_photo')]") else "text"
