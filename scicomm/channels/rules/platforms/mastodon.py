"""Mastodon: what a status may hold, and how a story becomes one (docs.joinmastodon.org, methods/statuses and user/posting)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

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

# What Mastodon takes unless an instance says otherwise (configuration.statuses of /api/v2/instance).
MOST_CHARACTERS = 500
CHARACTERS_OF_A_LINK = 23
MOST_PICTURES = 4
MOST_ALT = 1500
VISIBILITIES = ("public", "unlisted", "private")
MIMES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
# ISO 639 codes, as the parameter `language` takes them.
LANGUAGES = {"zh-hans": "zh", "en": "en"}
_LINK = re.compile(r"https?://[^\s<>\"'，。、；！？（）《》]+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w/])@([\w.-]+)@[\w.-]+")


def length_of(text: str, of_a_link: int = CHARACTERS_OF_A_LINK) -> int:
    """Characters as Mastodon counts them: each link as many as it reserves, of a mention only the name."""
    shortened = _LINK.sub("x" * of_a_link, text)
    return len(_MENTION.sub(lambda found: f"@{found[1]}", shortened))


def shortened(text: str, most: int) -> str:
    """The text at most so long, cut after a sentence where one ends in the second half, else at a word, with an ellipsis."""
    if len(text) <= most:
        return text
    if most < 2:
        return ""
    ends = [place for mark in ("。", "！", "？", ". ", "! ", "? ") if (place := text[:most].rfind(mark)) >= most // 2]
    if ends:
        return text[: max(ends) + 1].rstrip()
    cut = text[: most - 1]
    space = text[:most].rfind(" ")
    return (cut[:space] if space >= most // 2 else cut).rstrip(" ,;:，；：、") + "…"


def _most(account: Account) -> int:
    said = account.settings.get("max_characters", "").strip()
    return int(said) if re.fullmatch(r"[1-9]\d{1,5}", said) else MOST_CHARACTERS


def written(content: StoryContent, most: int) -> str:
    """Title, standfirst and link; a correction stands first. The standfirst gives way where there is no room."""
    head = content.title
    if content.correction:
        with override(content.language):
            said = _("Correction: %(words)s") % {"words": content.correction}
        head = f"{said}\n\n{head}"
    around = CHARACTERS_OF_A_LINK + 4
    head = shortened(head, most - around)
    room = most - around - len(head)
    parts = [head, shortened(content.standfirst, room) if room >= 30 else "", content.url]
    return "\n\n".join(part for part in parts if part)


class Mastodon(Platform):
    """An account on any Mastodon instance, or on a server with its client interface (GoToSocial, Pleroma)."""

    kind = "mastodon"
    settings = (
        FieldSpec(
            "instance",
            gettext_lazy("Address of the instance"),
            gettext_lazy("https:// and the host, as in https://mastodon.example."),
        ),
        FieldSpec(
            "visibility",
            gettext_lazy("Visibility"),
            gettext_lazy("public, unlisted or private (followers only). Empty: public."),
            required=False,
        ),
        FieldSpec(
            "content_warning",
            gettext_lazy("Content warning"),
            gettext_lazy("Readers see only this line until they open the post. Empty: none."),
            required=False,
        ),
        FieldSpec(
            "max_characters",
            gettext_lazy("Most characters"),
            gettext_lazy("Where the instance takes more or fewer than 500; its About page says it."),
            required=False,
        ),
    )
    secrets = (
        FieldSpec(
            "token",
            gettext_lazy("Access token"),
            gettext_lazy("Preferences, Development, New application; read:accounts, read:statuses, write:media, write:statuses."),
        ),
    )  # fmt: skip
    # Its Idempotency-Key is forgotten after an hour, so that it does not count as kept: `find` has to look.
    abilities = frozenset(
        {Ability.FIND, Ability.POLL, Ability.UPDATE, Ability.RECALL, Ability.MEASURE, Ability.FOLLOWERS}
    )
    shows_itself = True
    editable = ("text", "warning")
    # 300 statuses in three hours is the limit of Mastodon's own rate limiter for an account.
    per_hour = 100

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """The status: text with the link, language, visibility, and up to four pictures."""
        most = _most(account)
        text = (edits.get("text") or written(content, most)).strip()
        visibility = account.settings.get("visibility", "").strip() or "public"
        warning = edits.get("warning", account.settings.get("content_warning", "")).strip()
        pictures, problems = _pictures(content)
        problems += _problems(text, warning, visibility, content.url, most)
        fields = {
            "text": text,
            "warning": warning,
            "visibility": visibility,
            "language": LANGUAGES.get(content.language, content.language.split("-")[0]),
            "link": content.url,
        }
        return Package(self.kind, fields, tuple(pictures), tuple(problems), _preview(fields, pictures))


def _pictures(content: StoryContent) -> tuple[list[Picture], list[Problem]]:
    kept: list[Picture] = []
    problems: list[Problem] = []
    for picture in content.pictures:
        where = f"picture:{picture.key}"
        if picture.problem:
            problems.append(Problem("picture_kept_back", Severity.WARNING, picture.problem, where))
        elif picture.mime not in MIMES:
            words = _("Mastodon does not take pictures of the type %(type)s.") % {"type": picture.mime}
            problems.append(Problem("picture_type", Severity.WARNING, words, where))
        elif len(kept) < MOST_PICTURES:
            kept.append(picture)
            if not picture.alt:
                words = _("A picture has no text for those who cannot see it.")
                problems.append(Problem("no_alt", Severity.WARNING, words, where))
    left = sum(not picture.problem for picture in content.pictures) - len(kept)
    if left > 0 and len(kept) == MOST_PICTURES:
        words = _("A post holds four pictures; the first four go.")
        problems.append(Problem("too_many_pictures", Severity.WARNING, words, "pictures"))
    return kept, problems


def _problems(text: str, warning: str, visibility: str, link: str, most: int) -> list[Problem]:
    problems = []
    length = length_of(text) + len(warning)
    if not text:
        problems.append(Problem("empty", Severity.ERROR, _("The post is empty."), "text"))
    if length > most:
        words = _("The post has %(length)d characters; the instance takes %(most)d.") % {"length": length, "most": most}
        problems.append(Problem("too_long", Severity.ERROR, words, "text"))
    if link not in text:
        words = _("The post does not name the story's address.")
        problems.append(Problem("no_link", Severity.WARNING, words, "text"))
    if visibility not in VISIBILITIES:
        words = _("%(word)s is no visibility; it is public, unlisted or private.") % {"word": visibility}
        problems.append(Problem("visibility", Severity.ERROR, words, "visibility"))
    return problems


def _preview(fields: Mapping[str, str], pictures: list[Picture]) -> str:
    """The status as it will look: words escaped, links live, pictures named by their alternative texts."""
    paragraphs = []
    for paragraph in fields["text"].split("\n\n"):
        safe = escape(paragraph).replace("\n", "<br>")
        linked = _LINK.sub(lambda found: f'<a href="{found[0]}" rel="noopener">{found[0]}</a>', safe)
        paragraphs.append(f"<p>{linked}</p>")
    shown = "".join(f"<li>{escape(picture.alt or picture.caption or '—')}</li>" for picture in pictures)
    body = "".join(paragraphs) + (f"<ul>{shown}</ul>" if shown else "")
    if fields["warning"]:
        return f"<details><summary>{escape(fields['warning'])}</summary>{body}</details>"
    return body
