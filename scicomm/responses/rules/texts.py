"""What may be kept of a text, and how it is written."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

from django.utils.functional import Promise
from django.utils.html import linebreaks
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import clean_html

# How long after its case ended we keep who asked.
FORGET_ASKER_AFTER = dt.timedelta(days=90)


SLUG_LENGTH = 60


MOST_SOURCES = 20


_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


# Telephone and identity numbers: nine digits or more, also when spaces or hyphens stand between groups.
_LONG_NUMBER = re.compile(r"(?<![A-Za-z0-9_./])\+?[0-9](?:[ -]?[0-9]){8,17}[0-9Xx]?(?![A-Za-z0-9_])")


_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；）]+")


def masked(text: str) -> str:
    """A text without e-mail addresses and telephone or identity numbers: what may stand in titles, facts and logs."""
    return _LONG_NUMBER.sub("…", _EMAIL.sub("…@…", text))


def title_of(text: str) -> str:
    """A question as the one-line title of its case."""
    line = masked(" ".join(text.split()))
    return line if len(line) <= 300 else f"{line[:299]}…"


def answer_slug(case_id: int, question_en: str) -> str:
    """The short address of an answer; the case's number keeps it unique."""
    words = slugify(question_en)
    if len(words) > SLUG_LENGTH:  # cut between words
        words = words[: SLUG_LENGTH + 1].rpartition("-")[0] or words[:SLUG_LENGTH]
    words = words.strip("-")
    return f"{words}-{case_id}" if words else f"q-{case_id}"


def read_sources(text: str) -> list[dict[str, str]]:
    """Sources written one a line, each with or without an http address, as label and address."""
    found = []
    for line in text.splitlines():
        line = " ".join(line.split())
        if not line:
            continue
        match = _ADDRESS.search(line)
        url = match.group() if match else ""
        label = line.replace(url, "").strip(" ,;:，；：（）()") if url else line
        found.append({"label": (label or url)[:300], "url": url[:1000]})
    return found[:MOST_SOURCES]


def write_sources(sources: list[dict[str, str]]) -> str:
    """The lines that `read_sources` reads."""
    return "\n".join(
        source["url"] if source["label"] == source["url"] else f"{source['label']} {source['url']}".strip()
        for source in sources
    )


_MARKUP = re.compile(r"</?[A-Za-z!]")


_PARAGRAPHS = re.compile(r"\s*(?:<p>(?:(?!</?p>).)*</p>\s*)*", re.DOTALL)


def rich(text: str) -> str:
    """What was typed as harmless HTML: markup is sanitised, text without markup becomes paragraphs."""
    text = text.strip()
    if not text:
        return ""
    return clean_html(text if _MARKUP.search(text) else linebreaks(text, autoescape=True)).strip()


def typed(markup: str) -> str:
    """The text to edit for a body: plain paragraphs as they were typed, anything richer as its HTML."""
    inside = markup.replace("<br>", "\n").replace("\n\n", "\n")
    if not _PARAGRAPHS.fullmatch(inside) or _MARKUP.search(re.sub(r"</?p>", "", inside)):
        return markup
    return unescape(re.sub(r"\s*</p>\s*<p>\s*", "\n\n", inside).replace("<p>", "").replace("</p>", "").strip())


def first_sentence(text: str, most: int = 200) -> str:
    """The first sentence of a plain text, cut with an ellipsis where it is very long."""
    match = re.match(r".+?(?:[。！？]|[.!?](?=\s|$))", text)
    sentence = match.group() if match else text
    return sentence if len(sentence) <= most else f"{sentence[: most - 1]}…"


def missing_in(values: dict[str, object]) -> list[Promise]:
    """What an answer lacks before it can be reviewed: Chinese always; English is optional, but then there is an answer."""
    asked: list[tuple[str, Promise]] = [
        ("question_zh", _("The question in Chinese is missing.")),
        ("body_zh", _("The answer in Chinese is missing.")),
        ("not_known_zh", _("Say in Chinese what we do not know; “nothing open” is an answer too.")),
    ]
    if any(values.get(f"{name}_en") for name in ("question", "summary", "not_known")):
        asked.append(("body_en", _("The answer in English is missing.")))
    return [sentence for name, sentence in asked if not values.get(name)]
