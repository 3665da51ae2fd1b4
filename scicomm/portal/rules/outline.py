"""What a full text is made of, read off its HTML: parts to jump to and figures to look at; no database here."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from scicomm.portal.rules.reading import Heading, headings_in

_TAG = re.compile(r"<[^>]*>")
_FIGURE = re.compile(r'<figure class="jats-fig(?:-group)?"([^>]*)>')
_ID = re.compile(r'\bid="([^"]+)"')
_LABEL = re.compile(r'<span class="jats-label">([^<]*)')
_TITLE = re.compile(
    r'<span class="jats-caption-title">(.*?)(?:<p\b|</figcaption>|</span>\s*(?:<p\b|</figcaption>|$))', re.DOTALL
)
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]+)"')
_ALT = re.compile(r'\b(?:alt|aria-label)="([^"]*)"')
_LONGEST = 140


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure in the strip: where it stands, its label and title, its picture where there is one."""

    anchor: str
    label: str
    title: str
    src: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """Contents and figures of a full text, in its order."""

    headings: list[Heading]
    figures: list[FigureEntry]


def outline_of(markup: str) -> Outline:
    """The outline of a full text: second-level headings and numbered figures that can be jumped to."""
    return Outline(headings_in(markup), figures_in(markup))


def figures_in(markup: str) -> list[FigureEntry]:
    """The figures that have an anchor; a group of panels is one of them and its panels are not named again."""
    found: list[FigureEntry] = []
    starts = list(_FIGURE.finditer(markup))
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(markup)
        close = markup.find("</figcaption>", start.end(), end)
        part = markup[start.end() : close + len("</figcaption>") if close >= 0 else min(end, start.end() + 4000)]
        anchor, label, title = _ID.search(start[1]), _LABEL.search(part), _TITLE.search(part)
        if anchor and (label or title):
            image, alt = _IMAGE.search(part), _ALT.search(part)
            found.append(
                FigureEntry(
                    html.unescape(anchor[1]),
                    _words(label[1] if label else ""),
                    _words(title[1] if title else ""),
                    html.unescape(image[1]) if image else "",
                    _words(alt[1] if alt else ""),
                )
            )
    return found


def _words(markup: str) -> str:
    text = " ".join(html.unescape(_TAG.sub("", markup)).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
