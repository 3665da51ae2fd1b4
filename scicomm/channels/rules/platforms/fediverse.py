"""Our own actor in the fediverse: a story as a post that people follow from any server, without an account anywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.channels.rules.packages import (
    Ability,
    Account,
    Package,
    Picture,
    Platform,
    Problem,
    Severity,
    StoryContent,
)

# What Mastodon keeps of a post of another server; longer texts are cut there without a word.
MOST_TEXT = 3000
MOST_PICTURES = 4
MOST_TAGS = 3


def tag_of(name: str) -> str:
    """A subject as a hashtag: letters and digits of any script only, words joined."""
    return re.sub(r"[\W_]+", "", name.title() if name.isascii() else name)


class Fediverse(Platform):
    """An actor of the house. It needs no settings and no secrets: its keys are made and kept here."""

    kind = "fediverse"
    abilities = frozenset({Ability.KEYED, Ability.UPDATE, Ability.RECALL, Ability.MEASURE, Ability.FOLLOWERS})
    editable = ("title", "text")

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """Title, standfirst and link, at most four pictures with their alternative texts, subjects as hashtags."""
        title = (edits.get("title") or content.title).strip()
        text = (edits.get("text") or content.standfirst).strip()
        with override(content.language):
            said = _("Correction: %(words)s") % {"words": content.correction} if content.correction else ""
        tags = [tag for _code, name in content.subjects if (tag := tag_of(name)) and not tag.isdecimal()][:MOST_TAGS]
        free = [picture for picture in content.pictures if not picture.problem]
        fields = {
            "title": title,
            "text": text,
            "link": content.url,
            "language": content.language,
            "correction": said,
            "tags": " ".join(tags),
        }
        pictures = tuple(free[:MOST_PICTURES])
        return Package(self.kind, fields, pictures, _problems(content, title, text, free), _preview(fields, pictures))


def _problems(content: StoryContent, title: str, text: str, free: list[Picture]) -> tuple[Problem, ...]:
    problems = []
    if not title:
        problems.append(Problem("empty", Severity.ERROR, _("The story has no title."), "title"))
    if len(title) + len(text) > MOST_TEXT:
        words = _("The post has %(length)d characters; %(most)d is the most.")
        said = words % {"length": len(title) + len(text), "most": MOST_TEXT}
        problems.append(Problem("too_long", Severity.ERROR, said, "text"))
    for picture in content.pictures:
        if picture.problem:
            where = f"picture:{picture.key}"
            problems.append(Problem("picture_kept_back", Severity.WARNING, picture.problem, where))
    for picture in free[:MOST_PICTURES]:
        if not picture.alt:
            words = _("A picture has no text for those who cannot see it.")
            problems.append(Problem("no_alt", Severity.WARNING, words, f"picture:{picture.key}"))
    if len(free) > MOST_PICTURES:
        words = _("A post holds four pictures; the first four go.")
        problems.append(Problem("too_many_pictures", Severity.WARNING, words, "pictures"))
    return tuple(problems)


def _preview(fields: Mapping[str, str], pictures: tuple[Picture, ...]) -> str:
    link = escape(fields["link"])
    tags = " ".join(f"#{tag}" for tag in fields["tags"].split())
    parts = [fields["correction"], *fields["text"].splitlines()]
    words = [f"<strong>{escape(fields['title'])}</strong>", *(escape(part) for part in parts if part)]
    words += [f'<a href="{link}" rel="noopener">{link}</a>', escape(tags)]
    shown = "".join(f"<li>{escape(picture.alt or picture.caption or '—')}</li>" for picture in pictures)
    return "".join(f"<p>{word}</p>" for word in words if word) + (f"<ul>{shown}</ul>" if shown else "")
