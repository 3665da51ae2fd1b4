"""The full text with its files: what `data-href` names becomes a picture, a player or a download, or a quiet note that it is
not there. Works on HTML that the reader's own gate has cleaned; addresses and words of ours are all that is added."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

_ATTRIBUTES = r"""(?:\s+[\w-]+="[^"]*")*"""
# An empty block of a picture, or the beginning of an inline picture, a supplement or a medium.
_PLACE = re.compile(rf'<(div|span|figure)(?={_ATTRIBUTES}\s+data-href="([^"]*)")({_ATTRIBUTES})>(</div>)?')
_CLASS = re.compile(r'\sclass="([^"]*)"')
_LABEL = re.compile(r'\saria-label="([^"]*)"')
_PICTURE_MARKS = re.compile(r'\s(?:role|aria-label)="[^"]*"')
_WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a page needs it. `picture_url` is what an `<img>` loads; empty where browsers show no picture of it."""

    url: str
    name: str
    kind: str
    size_words: str
    picture_url: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Our words in the reader's language."""

    no_image: str
    no_file: str
    picture: str
    full_size: str


Find = Callable[[str], Shown | None]


def with_files(html: str, find: Find, words: Words) -> str:
    """The HTML with every named file in its place."""
    if "data-href=" not in html:
        return html

    def place(found: re.Match[str]) -> str:
        tag, href, attributes = found[1], unescape(found[2]), found[3]
        kind = _CLASS.search(attributes)
        shape = kind[1] if kind else ""
        file = find(href)
        if tag == "div" and found[4] and shape == "jats-graphic":
            return _block(attributes, file, words)
        if tag == "span" and shape == "jats-inline-graphic":
            return _inline(attributes, file, words)
        if shape in {"jats-supplementary-material", "jats-media", "jats-supplement"}:
            return found[0] + _download(tag, href, file, words)
        if tag == "figure" and file is not None:
            return found[0] + _block("", file, words)
        return found[0]

    return _PLACE.sub(place, html)


def _block(attributes: str, file: Shown | None, words: Words) -> str:
    kept = _PICTURE_MARKS.sub("", attributes)
    if file is None:
        label = _LABEL.search(attributes)
        told = f' <span class="hide">{label[1]}</span>' if label else ""
        return f'<div{kept}><p class="jats-missing">{escape(words.no_image)}{told}</p></div>'
    if not file.picture_url:
        return f'<div{kept}><p class="jats-file">{_link(file)}</p></div>'
    opened = f'<a href="{escape(file.url)}" title="{escape(words.full_size)}">'
    return f"<div{kept}>{opened}{_image(attributes, file, words)}</a></div>"


def _inline(attributes: str, file: Shown | None, words: Words) -> str:
    opened = f"<span{_PICTURE_MARKS.sub('', attributes)}>"
    if file is not None and file.picture_url:
        return opened + _image(attributes, file, words)
    label = _LABEL.search(attributes)
    return f'{opened}<span class="jats-missing">[{label[1] if label else escape(words.no_image)}]</span>'


def _image(attributes: str, file: Shown, words: Words) -> str:
    label = _LABEL.search(attributes)
    size = f' width="{file.width}" height="{file.height}"' if file.width and file.height else ""
    alternative = label[1] if label else escape(words.picture)
    return f'<img src="{escape(file.picture_url)}" alt="{alternative}"{size} loading="lazy" decoding="async">'


def _download(tag: str, href: str, file: Shown | None, words: Words) -> str:
    inside, opened, closed = ("", "", "")
    if tag != "span":
        opened, closed = '<p class="jats-file">', "</p>"
    if file is None and href.startswith(_WEB):
        inside = f'<a href="{escape(href)}" rel="nofollow noopener">{escape(href)}</a>'
    elif file is None:
        inside = f'<span class="jats-missing">{escape(words.no_file)}</span>'
    else:
        inside = _link(file)
    return _player(tag, file) + opened + inside + closed


def _player(tag: str, file: Shown | None) -> str:
    """A player for what browsers play; nothing is loaded before it is asked for."""
    if (
        tag == "span"
        or file is None
        or file.kind not in {"video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "audio/wav"}
    ):
        return ""
    sort = file.kind.partition("/")[0]
    return f'<{sort} controls preload="none" src="{escape(file.url)}"></{sort}>'


def _link(file: Shown) -> str:
    return f'<a href="{escape(file.url)}">{escape(file.name)}</a> <span class="meta">{escape(file.size_words)}</span>'
