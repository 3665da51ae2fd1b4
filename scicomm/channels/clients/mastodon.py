"""Speaks to a Mastodon instance: statuses, media, figures (docs.joinmastodon.org/methods).

A status is posted with an Idempotency-Key, which an instance remembers for an hour; later, and after an answer that was lost,
`find` looks among our own latest statuses for one with the same link.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.channels.clients.answers import dict_of, json_of, limited, no_answer, short
from scicomm.channels.clients.mastodon_media import Upload, as_multipart, kept_media, media_memory
from scicomm.channels.clients.outlets import Outlet, OutletError, ReadPicture, Wrong
from scicomm.channels.rules.packages import Account, Answer, Came, Figure, Package, Picture, Problem, Sent, Severity
from scicomm.channels.rules.platforms.mastodon import CHARACTERS_OF_A_LINK, MOST_ALT, MOST_CHARACTERS, length_of
from scicomm.core.outside import OutsideAnswer, OutsideClient, OutsideError

# An upload that is still being worked on is asked after so often, with so many seconds between.
MEDIA_ASKS = 8
MEDIA_PAUSE = 1.5
# How far back `find` looks: two pages of forty, more than an account posts while an answer is in doubt.
PAGES_BACK = 2
A_PAGE = 40


class MastodonOutlet(Outlet):
    """The client interface of Mastodon 3.1.3 and later (media v2); editing needs 3.5."""

    kind = "mastodon"

    def __init__(self, client: OutsideClient | None = None, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.client = client or OutsideClient(allow_private=settings.SCICOMM_FETCH_PRIVATE)
        self.pause = pause

    # ------------------------------------------------------------------ the verbs

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        """Upload the pictures, then post the status; what the instance limits is asked first."""
        limits = self._limits(account)
        _check_length(package, limits)
        media, problems = self._upload_all(package, account, limits, read, known={})
        body = self._body(package, media) | {"visibility": package.fields["visibility"]}
        status = self._post(account, "POST", "/api/v1/statuses", body, key=key)
        return _posted(status, media, problems)

    def find(self, package: Package, account: Account, sent: Sent) -> Answer | None:
        """Our own status with the same link, the latest first."""
        own = self._get(account, "/api/v1/accounts/verify_credentials").get("id", "")
        address = f"/api/v1/accounts/{quote(str(own), safe='')}/statuses?limit={A_PAGE}&exclude_reblogs=true"
        older = ""
        for _page in range(PAGES_BACK):
            rows = self._list(account, address + older)
            for row in rows:
                if _names(row, package.fields["link"]):
                    return _posted(row, {}, [])
            if len(rows) < A_PAGE:
                return None
            older = f"&max_id={quote(str(rows[-1].get('id', '')), safe='')}"
        return None

    def poll(self, account: Account, sent: Sent) -> Answer:
        """Asked without a token first: what answers then is visible to everybody."""
        place = f"/api/v1/statuses/{quote(sent.outside_id, safe='')}"
        answer = self._ask("GET", _base(account) + place, {}, b"", began=False)
        if answer.status != 200:
            # Instances that show nothing to strangers, posts for followers only, and what is gone: the token tells.
            answer = self._ask("GET", _base(account) + place, _headers(account), b"", began=False)
            if answer.status == 404:
                words = _("The post is not there any more: deleted on the instance, by its owner or its moderators.")
                return Answer(Came.REFUSED, sent.outside_id, sent.url, words)
            status = self._read(answer, posting=False)
            return Answer(Came.PUBLISHED, sent.outside_id, _address(status) or sent.url)
        return Answer(Came.VISIBLE, sent.outside_id, _address(dict_of(answer)) or sent.url)

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        """Edit the status; pictures it has are named again, or the instance would take them off."""
        limits = self._limits(account)
        _check_length(package, limits)
        media, problems = self._upload_all(package, account, limits, read, known=kept_media(sent.memory))
        place = f"/api/v1/statuses/{quote(sent.outside_id, safe='')}"
        # The new text stands where the old one did: doing it twice changes nothing, so a lost answer needs no search.
        status = self._post(account, "PUT", place, self._body(package, media), key=key)
        return _posted(status, media, problems)

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        """Delete the status; one that is gone already is gone."""
        place = f"/api/v1/statuses/{quote(sent.outside_id, safe='')}"
        answer = self._ask("DELETE", _base(account) + place, _headers(account), b"", began=False)
        if answer.status not in {404, 410}:
            self._read(answer, posting=False)
        return Answer(Came.RECALLED, sent.outside_id, sent.url)

    def measure(self, account: Account, sent: Sent) -> list[Figure]:
        """Favourites, boosts and replies, as the account's own instance knows them."""
        status = self._get(account, f"/api/v1/statuses/{quote(sent.outside_id, safe='')}")
        names = {"likes": "favourites_count", "shares": "reblogs_count", "comments": "replies_count"}
        return [self._figure(account, metric, status.get(name)) for metric, name in names.items()]

    def followers(self, account: Account) -> Figure:
        """The account's followers; fails where the token is not good any more."""
        own = self._get(account, "/api/v1/accounts/verify_credentials")
        return self._figure(account, "followers", own.get("followers_count"))

    # ------------------------------------------------------------------ the parts

    def _figure(self, account: Account, metric: str, value: Any) -> Figure:
        number = value if isinstance(value, int) and value >= 0 else 0
        return Figure(metric, number, dt.datetime.now(dt.UTC), urlsplit(_base(account)).netloc)

    def _body(self, package: Package, media: Mapping[str, str]) -> dict[str, Any]:
        fields = package.fields
        body: dict[str, Any] = {"status": fields["text"], "language": fields["language"]}
        if fields["warning"]:
            body |= {"spoiler_text": fields["warning"], "sensitive": True}
        elif package.pictures:
            body["sensitive"] = False
        if media:
            body["media_ids"] = list(media.values())
        return body

    def _limits(self, account: Account) -> dict[str, Any]:
        """`configuration` of the instance; empty where a server of another make does not tell."""
        answer = self._ask("GET", f"{_base(account)}/api/v2/instance", {"Accept": "application/json"}, b"", began=False)
        if answer.status == 429:
            raise limited(answer, dt.datetime.now(dt.UTC))
        found = dict_of(answer).get("configuration") if answer.status == 200 else None
        return found if isinstance(found, dict) else {}

    def _upload_all(
        self,
        package: Package,
        account: Account,
        limits: Mapping[str, Any],
        read: ReadPicture,
        known: Mapping[str, str],
    ) -> tuple[dict[str, str], list[Problem]]:
        """The instance's ids of the pictures by our keys. A refused one becomes a problem, and the text goes all the same."""
        media: dict[str, str] = {}
        problems: list[Problem] = []
        for picture in package.pictures:
            if picture.key in known:
                media[picture.key] = known[picture.key]
                continue
            try:
                media[picture.key] = self._upload(picture, account, limits, read)
            except OutletError as error:
                if error.wrong != Wrong.REFUSED:
                    raise
                problems.append(Problem("picture_refused", Severity.WARNING, error.words, f"picture:{picture.key}"))
        return media, problems

    def _upload(self, picture: Picture, account: Account, limits: Mapping[str, Any], read: ReadPicture) -> str:
        attachments = limits.get("media_attachments")
        upload = Upload(picture, read(picture), attachments if isinstance(attachments, dict) else {})
        if upload.problem:
            raise OutletError(upload.problem, Wrong.REFUSED)
        fields = {"description": picture.alt[: upload.most_alt or MOST_ALT], "focus": "0.0,0.0"}
        content_type, body = as_multipart(fields, upload)
        headers = _headers(account) | {"Content-Type": content_type}
        answer = self._ask("POST", f"{_base(account)}/api/v2/media", headers, body, began=False)
        made = self._read(answer, posting=False)
        identifier = str(made.get("id", ""))
        if answer.status == 202 or (answer.status == 200 and not made.get("url")):
            self._wait_for(identifier, account)
        return identifier

    def _wait_for(self, identifier: str, account: Account) -> None:
        """The instance works on an upload behind the answer 202: 206 while it does, 200 when it can be attached."""
        address = f"{_base(account)}/api/v1/media/{quote(identifier, safe='')}"
        for turn in range(MEDIA_ASKS):
            answer = self._ask("GET", address, _headers(account), b"", began=False)
            if answer.status == 200:
                return
            if answer.status != 206:
                self._read(answer, posting=False)
            if turn < MEDIA_ASKS - 1:
                self.pause(MEDIA_PAUSE)
        raise OutletError(_("The instance is still working on a picture."), Wrong.LATER)

    def _get(self, account: Account, place: str) -> dict[str, Any]:
        return self._read(self._ask("GET", _base(account) + place, _headers(account), b"", began=False), posting=False)

    def _list(self, account: Account, place: str) -> list[dict[str, Any]]:
        answer = self._ask("GET", _base(account) + place, _headers(account), b"", began=False)
        if answer.status != 200:
            self._read(answer, posting=False)
        rows = json_of(answer)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def _post(self, account: Account, method: str, place: str, body: dict[str, Any], *, key: str) -> dict[str, Any]:
        headers = _headers(account) | {"Content-Type": "application/json", "Idempotency-Key": key}
        content = json.dumps(body, ensure_ascii=False).encode()
        status = self._read(self._ask(method, _base(account) + place, headers, content, began=True), posting=True)
        if not status.get("id"):
            raise OutletError(_("The instance answered something that is no post."), Wrong.UNSURE)
        return status

    def _ask(
        self, method: str, address: str, headers: Mapping[str, str], content: bytes, *, began: bool
    ) -> OutsideAnswer:
        try:
            if method == "GET":
                return self.client.get(address, headers)
            return self.client.send(method, address, headers, content)
        except OutsideError as error:
            raise no_answer(error, began=began) from error

    def _read(self, answer: OutsideAnswer, *, posting: bool) -> dict[str, Any]:
        """What an answer holds, or what its status means for us."""
        if answer.status in {200, 202, 206}:
            return dict_of(answer)
        said = short(dict_of(answer).get("error", "")) or str(answer.status)
        if answer.status == 429:
            raise limited(answer, dt.datetime.now(dt.UTC))
        if answer.status in {401, 403}:
            raise OutletError(
                _("The instance does not accept our token: %(words)s") % {"words": said}, Wrong.CREDENTIALS
            )
        if answer.status >= 500:
            # A gateway that gave up may have handed the post on; an instance that says 503 has taken nothing.
            unsure = posting and answer.status != 503
            wrong = Wrong.UNSURE if unsure else Wrong.LATER
            raise OutletError(_("The instance has a fault of its own: %(words)s") % {"words": said}, wrong)
        raise OutletError(_("The instance refuses it: %(words)s") % {"words": said}, Wrong.REFUSED)


def _base(account: Account) -> str:
    """`https://host` from the setting, whatever was written after the host."""
    said = account.settings.get("instance", "").strip()
    parts = urlsplit(said if "://" in said else f"https://{said}")
    if not parts.netloc:
        raise OutletError(_("The account has no address of its instance."), Wrong.CREDENTIALS)
    return f"{parts.scheme}://{parts.netloc}"


def _headers(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secrets.get('token', '')}", "Accept": "application/json"}


def _check_length(package: Package, limits: Mapping[str, Any]) -> None:
    """Refuse here what the instance would refuse, with its own numbers."""
    statuses = limits.get("statuses")
    said = statuses if isinstance(statuses, dict) else {}
    most, of_a_link = said.get("max_characters"), said.get("characters_reserved_per_url")
    most = most if isinstance(most, int) else MOST_CHARACTERS
    of_a_link = of_a_link if isinstance(of_a_link, int) else CHARACTERS_OF_A_LINK
    length = length_of(package.fields["text"], of_a_link) + len(package.fields["warning"])
    if statuses and length > most:
        words = _("The post has %(length)d characters; the instance takes %(most)d.") % {"length": length, "most": most}
        raise OutletError(words, Wrong.REFUSED)


def _names(status: Mapping[str, Any], link: str) -> bool:
    """Whether a link stands in a status: in its HTML, its card or its source. An address that only begins so is another."""
    card = status.get("card")
    address = card.get("url", "") if isinstance(card, dict) else ""
    everything = f"{unescape(str(status.get('content') or ''))} {address} {status.get('text') or ''}"
    return bool(link) and re.search(rf"{re.escape(link)}(?=[\"'<\s]|$)", everything) is not None


def _address(status: Mapping[str, Any]) -> str:
    return str(status.get("url") or status.get("uri") or "")


def _posted(status: Mapping[str, Any], media: Mapping[str, str], problems: list[Problem]) -> Answer:
    memory = media_memory(media) if media else {}
    return Answer(Came.PUBLISHED, str(status.get("id", "")), _address(status), problems=tuple(problems), memory=memory)
