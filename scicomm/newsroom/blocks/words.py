"""A block's value as plain words: for the search, for comparing two versions, for whoever reads without markup."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils import formats, timezone
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.rich_text import RichText

from scicomm.newsroom.blocks.together import Together

_BREAK = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>", re.IGNORECASE)
# What says how a block looks or where it leads is compared, but not searched.
UNSEARCHED = frozenset({"mathml", "layout", "kind", "tone", "booking", "highlight"})


def body_words(body: Any) -> list[str]:
    """What a reader can search for in a body: the words of every block, names of people and titles of papers among them."""
    return [line for child in body for line in words_of(child.block, child.value, skip=UNSEARCHED)]


def words_of(block: Any, value: Any, *, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """The words of a value, line by line; nothing for what is empty."""
    if value is None or value == "":
        return
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if name not in skip:
                yield from words_of(child, value.get(name), skip=skip)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from words_of(block.child_block, item, skip=skip)
    elif isinstance(block, blocks.ChoiceBlock):
        yield str(dict(block.field.choices).get(value, value))
    elif isinstance(block, blocks.BooleanBlock):
        if value and not skip:
            yield str(block.label)
    else:
        yield from _plain_lines(block, value)


def _plain_lines(block: Any, value: Any) -> Iterator[str]:
    if isinstance(value, RichText):
        text = unescape(strip_tags(_BREAK.sub("\n", value.source)))
    elif isinstance(block, Together) and type(value).__name__ == "Article":
        text = f"{value.title} ({value.doi})"
    elif isinstance(value, dt.datetime):
        text = formats.date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "DATETIME_FORMAT")
    else:
        text = str(value)
    for line in text.split("\n"):
        if line.strip():
            yield " ".join(line.split())
