"""The walk that turns JATS elements into HTML pieces; what single elements become stands in the files beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from html import escape

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.model.text import MediaLink
from scicomm.journals.rules.jats.wording import count, raw_text

ANCHOR_PREFIX = "j-"
_ANCHOR_UNSAFE = re.compile(r"[^\w.:-]+")


# The marks in a text point at the same few targets again and again.
@lru_cache(maxsize=10_000)
def anchor(identifier: str | None) -> str:
    """The id an element has in our HTML: prefixed, so that a file can never take over an id of the page around it."""
    return ANCHOR_PREFIX + _ANCHOR_UNSAFE.sub("_", identifier) if identifier else ""


def escaped(text: str) -> str:
    """Text made safe as HTML content; most pieces need nothing, and looking is cheaper than replacing."""
    return escape(text, quote=False) if "<" in text or "&" in text or ">" in text else text


@lru_cache(maxsize=2_000)
def attribute(name: str, value: str | None) -> str:
    """`` name="value"`` with everything escaped; empty for no value."""
    return f' {name}="{escape(value)}"' if value else ""


class HtmlWriter:
    """Collects HTML of one article part and keeps account of what was unknown, omitted and added.

    Everything written passes ``text`` or a fixed tag of ours; no markup of the source is ever copied. The result
    still goes through :func:`scicomm.journals.rules.jats.clean.clean_written`.
    """

    def __init__(self, *, level: int = 2) -> None:
        self.out: list[str] = []
        self.level = level
        self.unknown: Counter[str] = Counter()
        self.omitted: Counter[str] = Counter()
        self.added = 0
        self.parts = 0
        self.media: list[MediaLink] = []
        self.footnotes: list[tuple[Element, str]] = []
        self.in_link = False

    def text(self, text: str) -> None:
        """Write text of the source."""
        self.out.append(escaped(text))

    def add(self, text: str) -> None:
        """Write text of our own; it is counted apart."""
        self.added += count(text)
        self.out.append(escaped(text))

    def omit(self, element: Element) -> None:
        """Leave the element out on purpose; its text is counted under its name."""
        self.omitted[local_name(element)] += count(raw_text(element))

    def children(self, element: Element) -> None:
        """Write text and children of the element in order."""
        out = self.out
        if (text := element.text) is not None:
            out.append(escaped(text))
        for child in element:
            # Most elements of an article are plain wraps, around nothing but text, or have a rule; they are written here to
            # save a call each.
            if (wrap := WRAPS.get(tag := child.tag)) is not None:
                out.append(wrap[0])
                if len(child):
                    self.children(child)
                elif (text := child.text) is not None:
                    out.append(escaped(text))
                out.append(wrap[1])
            elif (rule := RULES.get(tag)) is not None:
                rule(self, child)
            elif tag in TRANSPARENT and not len(child):
                out.append(escaped(child.text or ""))
            else:
                self.element(child)
            if (tail := child.tail) is not None:
                out.append(escaped(tail))

    def rest(self, element: Element, *written: Element | None) -> None:
        """Write text and children except those that are ``written`` already."""
        if element.text:
            self.text(element.text)
        for child in element:
            if child not in written:
                self.element(child)
            if child.tail:
                self.text(child.tail)

    def wrap(self, element: Element, name: str, attributes: str = "") -> None:
        """Write the element as one HTML element ``name`` with its id."""
        place = attribute("id", anchor(key)) if (key := element.get("id")) else ""
        self.out.append(f"<{name}{place}{attributes}>")
        self.children(element)
        self.out.append(f"</{name}>")

    def element(self, element: Element) -> None:
        """Write one element by its rule; an unknown one is counted and its content kept."""
        tag = element.tag
        wrap = WRAPS.get(tag)
        if wrap is not None:
            self.out.append(wrap[0])
            self.children(element)
            self.out.append(wrap[1])
            return
        rule = RULES.get(tag)
        if rule is not None:
            rule(self, element)
            return
        if tag not in TRANSPARENT:
            self.unknown[local_name(element)] += 1
        self.children(element)

    def html(self) -> str:
        """All pieces so far, not yet cleaned."""
        return "".join(self.out)


Rule = Callable[[HtmlWriter, Element], None]

# Filled by the files that hold the rules, when the package is imported (see ``render.py``).
RULES: dict[str, Rule] = {}
WRAPS: dict[str, tuple[str, str]] = {}
TRANSPARENT: set[str] = set()


def local_name(element: Element) -> str:
    """The name without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def rule(*tags: str) -> Callable[[Rule], Rule]:
    """Register a function as the rule of these elements."""

    def register(function: Rule) -> Rule:
        for tag in tags:
            RULES[tag] = function
        return function

    return register
