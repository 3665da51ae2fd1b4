"""Weibo: a text of 140 characters with a link on the app's own domain, and one picture.

Facts from the open platform's wiki ("2/statuses/share", "Error code"): the text must hold a link under a domain that is bound to
the app and approved ("安全域名"); a picture is JPEG, PNG or GIF of at most 5 MB; there is no scheduling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.rules import previews
from scicomm.channels.rules.counting import shorten, weibo_units
from scicomm.channels.rules.packages import (
    Ability,
    Account,
    FieldSpec,
    Package,
    Platform,
    Problem,
    Severity,
    StoryContent,
)
from scicomm.channels.rules.pictures import PictureRule, chosen
from scicomm.channels.rules.platforms.texts import edited, missing, too_long, was_cut

MOST = 140
PICTURE = PictureRule(("image/jpeg", "image/png", "image/gif"), most_bytes=5_000_000, most_side=2048)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class WeiboPlatform(Platform):
    """Makes one status: headline in brackets, the standfirst as far as it fits, the link."""

    kind: ClassVar[str] = "weibo"
    settings = (
        FieldSpec("uid", gettext_lazy("Weibo user number"), gettext_lazy("The digits in the account's own address.")),
        FieldSpec(
            "domain",
            gettext_lazy("bound domain"),
            gettext_lazy(
                "The domain that is bound to the app and approved there (安全域名), for example kepu.example.cn."
            ),
        ),
        FieldSpec(
            "ip",
            gettext_lazy("public address of this server"),
            gettext_lazy("Weibo wants to know where a post comes from (rip)."),
            required=False,
        ),
    )
    secrets = (
        FieldSpec(
            "access_token",
            gettext_lazy("access token"),
            gettext_lazy("From the app's authorisation page; it ends after some weeks and is then renewed here."),
        ),
    )
    abilities = frozenset({Ability.FIND, Ability.POLL, Ability.RECALL, Ability.MEASURE, Ability.FOLLOWERS})
    shows_itself = True
    editable = ("text",)
    per_hour = 30

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """The package: `text` is an editor's part, `status` is what is sent, with the link."""
        pictures, problems = chosen(content.pictures, PICTURE, 1)
        text, about_text = self._text(content, edited(edits, "text"))
        status = text if content.url in text else f"{text} {content.url}".strip()
        body = previews.words(status)
        return Package(
            self.kind,
            {"text": text, "status": status, "link": content.url},
            pictures,
            (*about_text, *self._link_problems(content.url, account), *problems),
            previews.card(account, content.language, body, pictures=pictures),
        )

    def _text(self, content: StoryContent, own: str) -> tuple[str, list[Problem]]:
        def whole(text: str) -> int:
            return weibo_units(text if content.url in text else f"{text} {content.url}")

        if own:
            return own, [too_long("text", whole(own), MOST)] if whole(own) > MOST else []
        if not content.title:
            return "", [missing("text")]
        head = f"【{content.title}】"
        if whole(head) > MOST:
            cut = shorten(content.title, MOST, lambda text: whole(f"【{text}】"))
            return f"【{cut}】", [was_cut("text", whole(head), MOST)]
        rest = shorten(content.standfirst, MOST, lambda text: whole(head + text))
        return head + rest, []

    def _link_problems(self, url: str, account: Account) -> list[Problem]:
        host, bound = urlsplit(url).hostname or "", account.settings.get("domain", "").strip().lower()
        bound = (urlsplit(bound).hostname or "") if "//" in bound else bound
        if not bound or host == bound or host.endswith(f".{bound}"):
            return []
        words = _("Weibo takes only links under %(domain)s, and this story stands on %(host)s.") % {
            "domain": bound,
            "host": host,
        }
        return [Problem("domain_not_bound", Severity.ERROR, words, "link")]


def short_name(number: str) -> str:
    """The name of a status in web addresses, from its number: groups of seven digits in base 62 (statuses/querymid)."""
    name = ""
    for end in range(len(number), 0, -7):
        group, digits = int(number[max(0, end - 7) : end]), ""
        while group:
            group, rest = divmod(group, 62)
            digits = _DIGITS[rest] + digits
        name = (digits.rjust(4, "0") if end > 7 else digits) + name
    return name
