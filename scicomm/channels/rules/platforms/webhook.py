"""Webhooks: a story as the JSON that a receiver gets, in words of ninjs 3.1 (docs/how-to/receive-webhooks.md describes them)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.rules.packages import (
    Ability,
    Account,
    FieldSpec,
    Package,
    Picture,
    Platform,
    Problem,
    Severity,
    StoryContent,
)

PUBLISHED, UPDATED, WITHDRAWN = "story.published", "story.updated", "story.withdrawn"
# What Standard Webhooks says of secrets: 24 to 64 random bytes, in base64 after this prefix.
PREFIX = "whsec_"
LEAST_BYTES, MOST_BYTES = 24, 64
BCP47 = {"zh-hans": "zh-Hans", "en": "en"}


def secret_problem(secret: str) -> str:
    """What is wrong with a signing secret, in words without the secret; empty where it is good."""
    if not secret.startswith(PREFIX):
        return _("A signing secret begins with whsec_.")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX) + "==", validate=False)
    except (ValueError, binascii.Error):
        key = b""
    if not LEAST_BYTES <= len(key) <= MOST_BYTES:
        return _("A signing secret holds 24 to 64 random bytes in base64.")
    return ""


def stamp(moment: dt.datetime) -> str:
    """A moment as ISO 8601 in UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Webhook(Platform):
    """An address of another system that is told of stories, signed as Standard Webhooks wants it."""

    kind = "webhook"
    settings = (
        FieldSpec(
            "address",
            gettext_lazy("Address of the receiver"),
            gettext_lazy("https://…; it must stand on the public internet."),
        ),
        FieldSpec(
            "content",
            gettext_lazy("What is sent"),
            gettext_lazy("full: with the whole text; summary: title, standfirst and link. Empty: full."),
            required=False,
        ),
    )
    secrets = (
        FieldSpec(
            "secret",
            gettext_lazy("Signing secret"),
            gettext_lazy("whsec_ and 24 to 64 random bytes in base64; the receiver verifies with the same."),
        ),
        FieldSpec(
            "old_secret",
            gettext_lazy("Earlier signing secret"),
            gettext_lazy("While the secret is being changed, each message is signed with both."),
            required=False,
        ),
    )
    abilities = frozenset({Ability.KEYED, Ability.UPDATE, Ability.RECALL})
    editable = ("title", "text")

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """The story's data; an editor may give it another title and summary for this receiver."""
        title = (edits.get("title") or content.title).strip()
        text = (edits.get("text") or content.standfirst).strip()
        is_full = (account.settings.get("content", "").strip() or "full") != "summary"
        pictures = tuple(picture for picture in content.pictures if not picture.problem)
        data = story_data(content, title, text, pictures, is_full=is_full)
        fields = {
            "title": title,
            "text": text,
            "link": content.url,
            "uri": content.entry_id,
            "at": stamp(content.changed_at),
            "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        }
        shown = json.dumps(data, ensure_ascii=False, indent=2)
        return Package(self.kind, fields, pictures, _problems(content, account, title), f"<pre>{escape(shown)}</pre>")


def _problems(content: StoryContent, account: Account, title: str) -> tuple[Problem, ...]:
    problems = []
    if not title:
        problems.append(Problem("empty", Severity.ERROR, _("The story has no title."), "title"))
    address = urlsplit(account.settings.get("address", "").strip())
    if address.scheme not in {"http", "https"} or not address.netloc:
        words = _("The address of the receiver is no http or https address.")
        problems.append(Problem("address", Severity.ERROR, words, "address"))
    elif address.scheme == "http":
        words = _("The receiver is reached without encryption; others on the way can read what is sent.")
        problems.append(Problem("plain_http", Severity.WARNING, words, "address"))
    for picture in content.pictures:
        if picture.problem:
            where = f"picture:{picture.key}"
            problems.append(Problem("picture_kept_back", Severity.WARNING, picture.problem, where))
    return tuple(problems)


def story_data(
    content: StoryContent, title: str, text: str, pictures: tuple[Picture, ...], *, is_full: bool
) -> dict[str, Any]:
    """What stands under `data`: names and shapes of ninjs 3.1, so that a newsroom's programs know them."""
    bodies = [{"role": "main", "contenttype": "text/html", "value": content.html}] if is_full else []
    data: dict[str, Any] = {
        "uri": content.entry_id,
        "type": "text",
        "profile": content.profile,
        "version": str(content.version),
        "pubstatus": "usable",
        "language": BCP47.get(content.language, content.language),
        "firstcreated": stamp(content.published_at),
        "versioncreated": stamp(content.changed_at),
        "headlines": [{"role": "main", "contenttype": "text/plain", "value": title}],
        "descriptions": [{"role": "summary", "contenttype": "text/plain", "value": text}] if text else [],
        "bodies": bodies,
        "by": ", ".join(content.authors),
        "organisations": [{"name": content.unit, "rel": "publisher", "literal": content.unit_slug}],
        "subjects": [{"name": name, "literal": code} for code, name in content.subjects],
        "links": [{"rel": "canonical", "href": content.url}],
        "associations": [_picture(picture) for picture in pictures],
    }
    if content.doi:
        data["altids"] = [{"role": "doi", "value": content.doi}]
        data["links"].append({"rel": "cites", "href": f"https://doi.org/{content.doi}", "title": content.article_title})
    if content.correction:
        data["ednote"] = content.correction
    return data


def _picture(picture: Picture) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": "picture",
        "name": "cover" if picture.is_cover else f"picture-{picture.key}",
        "mimetype": picture.mime,
        "width": picture.width,
        "height": picture.height,
        "altText": picture.alt,
        "caption": picture.caption,
        "creditline": picture.credit,
        "usageterms": picture.licence,
    }
    return said | ({"href": picture.url} if picture.url else {})
