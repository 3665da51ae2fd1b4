"""Speaks to Weibo: one status with a link and perhaps a picture; looked for, deleted, counted.

Sources: open.weibo.com/wiki, "2/statuses/share", "2/statuses/user_timeline", "2/statuses/show", "2/statuses/destroy",
"2/statuses/count", "2/short_url/expand", "2/account/rate_limit_status", "2/users/show", "Error code". Weibo keeps no key
of ours, so a status whose answer was lost is known by its own words among the account's newest, or by where its short
link leads; Weibo itself refuses the same words twice in a row.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.clients.outlets import OutletError, ReadPicture, Wrong
from scicomm.channels.clients.pictures import File, UnfitPicture, file_of
from scicomm.channels.clients.speaking import (
    HttpOutlet,
    Line,
    Refused,
    as_form,
    as_multipart,
    bad_credentials,
    limited,
    picture_problem,
)
from scicomm.channels.rules.packages import Account, Answer, Came, Figure, Package, Problem, Sent
from scicomm.channels.rules.platforms.weibo import PICTURE, short_name

HOME = "https://api.weibo.com/2"
_SYSTEM = {10001, 10002, 10003, 10009, 10010, 10011}
# The IP's, the account's, or this call's quota; "too many statuses, have a rest". Seconds where Weibo does not tell them itself.
_LIMITED = {10022: 3600, 10023: 3600, 10024: 3600, 20016: 1800}
# Token used up, ended, taken back, wrong; user wrong.
_CREDENTIALS = {10006, 10013, 21301, 21314, 21315, 21316, 21317, 21319, 21327, 21332}
# The app may not: no right to the call, its server not listed, no bound domain; or a person has to answer a captcha.
_BY_HAND = {"10004", "10005", "10014", "10017", "20031", "20033"}
_PICTURE = {"20005", "20006", "20007"}
# The same or very similar words were sent a moment ago.
_REPEATED = {"20017", "20019", "20111"}
# Taken; it may be a minute or two until it shows.
_DELAYED = "20032"
_GONE = {"20101", "20112", "20102"}
_ANY_LINK = re.compile(r"https?://\S+")


class _Limited(OutletError):
    """A quota is used up; how long is asked of Weibo."""

    def __init__(self, words: str, wait: int) -> None:
        super().__init__(words, Wrong.LIMITED, wait=wait)


class WeiboOutlet(HttpOutlet):
    """A Weibo account."""

    kind: ClassVar[str] = "weibo"
    home = HOME
    name = gettext_lazy("Weibo")

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        line, problems = self._line(account), list[Problem]()
        for picture in package.pictures[:1]:
            try:
                return self._share(line, package, account, file_of(picture, package, read, PICTURE), problems)
            except UnfitPicture as error:
                problems.append(picture_problem(picture, error.words))
            except Refused as refused:
                if refused.code not in _PICTURE:
                    raise
                problems.append(picture_problem(picture, refused.words))
        return self._share(line, package, account, None, problems)

    def find(self, package: Package, account: Account, sent: Sent) -> Answer | None:
        line = self._line(account)
        query = {"uid": account.settings.get("uid", ""), "count": "50"}
        told = self._call(line, "GET", "statuses/user_timeline", account, query)
        statuses = [status for status in told.get("statuses") or [] if not status.get("deleted")]
        said = _words(package.fields["status"])
        for status in statuses:
            if _words(str(status.get("text", ""))) == said:
                return self._answer(status, account, [])
        return self._by_link(line, statuses, account, package.fields["link"])

    def poll(self, account: Account, sent: Sent) -> Answer:
        line = self._line(account)
        try:
            status = self._call(line, "GET", "statuses/show", account, {"id": sent.outside_id})
        except Refused as refused:
            if refused.code not in _GONE:
                raise
            return Answer(
                Came.REFUSED, sent.outside_id, words=_("Weibo does not show it any more.") + " " + refused.words
            )
        if status.get("deleted"):
            return Answer(Came.REFUSED, sent.outside_id, words=_("Weibo does not show it any more."))
        if _is_hidden(status):
            return Answer(Came.ACCEPTED, sent.outside_id)
        return Answer(Came.VISIBLE, sent.outside_id, sent.url)

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        try:
            self._call(self._line(account), "POST", "statuses/destroy", account, {"id": sent.outside_id})
        except Refused as refused:
            if refused.code in _BY_HAND:
                return Answer(Came.BY_HAND, words=_("Delete the status on Weibo by hand.") + " " + refused.words)
            if refused.code not in _GONE:
                raise
        return Answer(Came.RECALLED, sent.outside_id)

    def measure(self, account: Account, sent: Sent) -> list[Figure]:
        told = self._call(self._line(account), "GET", "statuses/count", account, {"ids": sent.outside_id})
        counts: dict[str, Any] = next(
            (row for row in told.get("list", []) if str(row.get("id")) == sent.outside_id), {}
        )
        names = {"shares": "reposts", "comments": "comments", "likes": "attitudes"}
        now = timezone.now()
        return [
            Figure(metric, int(counts[name]), now, "statuses/count")
            for metric, name in names.items()
            if str(counts.get(name, "")).isdigit()
        ]

    def followers(self, account: Account) -> Figure:
        told = self._call(self._line(account), "GET", "users/show", account, {"uid": account.settings.get("uid", "")})
        return Figure("followers", int(told.get("followers_count", 0)), timezone.now(), "users/show")

    def _line(self, account: Account) -> Line:
        if not account.secrets.get("access_token"):
            raise bad_credentials(_("This account has no access token yet."))
        return self.line(account)

    def _share(
        self, line: Line, package: Package, account: Account, file: File | None, problems: list[Problem]
    ) -> Answer:
        fields = {"status": package.fields["status"]}
        if account.settings.get("ip"):
            fields["rip"] = account.settings["ip"]
        try:
            status = self._call(line, "POST", "statuses/share", account, fields, file=file, commits=True)
        except Refused as refused:
            if refused.code == _DELAYED or refused.code in _REPEATED:
                raise OutletError(refused.words, Wrong.UNSURE) from None
            if refused.code in _BY_HAND:
                words = _("Weibo does not let this app post: copy the text and post it there by hand.")
                return Answer(Came.BY_HAND, words=f"{words} {refused.words}", problems=tuple(problems))
            raise
        return self._answer(status, account, problems)

    def _by_link(self, line: Line, statuses: list[dict[str, Any]], account: Account, link: str) -> Answer | None:
        """The status whose short link leads to the story; asked twenty links at a time."""
        short = {url: status for status in statuses for url in _ANY_LINK.findall(str(status.get("text", "")))}
        links = list(short)
        for start in range(0, len(links), 20):
            query = [("url_short", url) for url in links[start : start + 20]]
            told = self._call(line, "GET", "short_url/expand", account, query)
            for found in told.get("urls") or []:
                if found.get("url_long") == link and found.get("url_short") in short:
                    return self._answer(short[found["url_short"]], account, [])
        return None

    def _answer(self, status: dict[str, Any], account: Account, problems: list[Problem]) -> Answer:
        number = str(status.get("idstr") or status.get("id") or "")
        user = str((status.get("user") or {}).get("id") or account.settings.get("uid", ""))
        url = f"https://weibo.com/{user}/{short_name(number)}" if user and number.isdigit() else ""
        if _is_hidden(status):
            words = _("Weibo took it and shows it to its author only while it is reviewed.")
            return Answer(Came.ACCEPTED, number, url, words, tuple(problems), ask_again_after=300)
        return Answer(Came.PUBLISHED, number, url, problems=tuple(problems))

    def _call(
        self,
        line: Line,
        method: str,
        path: str,
        account: Account,
        fields: dict[str, str] | list[tuple[str, str]],
        *,
        file: File | None = None,
        commits: bool = False,
    ) -> dict[str, Any]:
        """One call; the token goes in a header, so that it stands in no address. A list comes back under `list`."""
        headers, body = {"Authorization": f"OAuth2 {account.secrets['access_token']}"}, b""
        address = f"{self.address}/{path}.json"
        if method == "GET":
            address += "?" + urlencode(fields)
        else:
            said = dict(fields)
            more, body = as_multipart(said, [("pic", file)]) if file else as_form(said)
            headers |= more
        answer = line.ask(method, address, headers, body, commits=commits)
        if answer.content.lstrip().startswith(b"["):
            return {"list": line.array(answer)}
        told = line.object(answer, commits=commits and answer.status < 400)
        try:
            return _checked(line, told, commits=commits)
        except _Limited as error:
            wait = error.wait if path == "account/rate_limit_status" else self._reset(line, account) or error.wait
            raise limited(error.words, wait) from None

    def _reset(self, line: Line, account: Account) -> int:
        """Seconds until the quota begins anew, as `account/rate_limit_status` tells; 0 where it does not."""
        try:
            told = self._call(line, "GET", "account/rate_limit_status", account, {})
        except OutletError:
            return 0
        return int(told.get("reset_time_in_seconds") or 0)


def _checked(line: Line, told: dict[str, Any], *, commits: bool) -> dict[str, Any]:
    if "error_code" not in told:
        return told
    code = int(told["error_code"]) if str(told["error_code"]).isdigit() else 0
    words = line.says(str(told.get("error", "")), code)
    if code in _SYSTEM:
        raise OutletError(words, Wrong.UNSURE if commits else Wrong.LATER)
    if code in _LIMITED:
        raise _Limited(words, _LIMITED[code])
    if code in _CREDENTIALS:
        raise bad_credentials(words)
    raise Refused(words, str(code))


def _is_hidden(status: dict[str, Any]) -> bool:
    """Whether only its author sees it: so stands what Weibo still reviews (visible.type 1)."""
    return bool((status.get("visible") or {}).get("type", 0))


def _words(text: str) -> str:
    """What a status says without its links and spaces, for Weibo writes links anew."""
    return re.sub(r"\s+", "", _ANY_LINK.sub("", text))
