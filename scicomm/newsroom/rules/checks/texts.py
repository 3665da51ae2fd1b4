"""A story's text cut into passages and sentences, in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A piece of a story's text and the block it stands in; `title` and `standfirst` are blocks of their own."""

    block: str
    kind: str
    text: str


_CHINESE_END = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+[”’」』）)]*|[^。！？!?；;\n]+$")
# A full stop ends a sentence before a space and something that begins one; not after the short forms below.
_ENGLISH_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
_SHORT_FORM = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|cf|vs|ca|approx|Fig|Figs|Dr|Prof|Mr|Mrs|Ms|St|No|Vol|pp|Eq|spp|sp|subsp|Inc|Ltd)|\b[A-Z])\.$"
)


def is_chinese(text: str) -> bool:
    """Whether a text is mostly Chinese: one Chinese character says as much as about two Latin letters."""
    chinese = len(re.findall(r"[一-鿿]", text))
    return 2 * chinese > len(re.findall(r"[A-Za-z]", text))


def sentences(text: str) -> list[str]:
    """The sentences of a plain text, in order, without the spaces around them."""
    if is_chinese(text):
        return [part.strip() for part in _CHINESE_END.findall(text) if part.strip()]
    found: list[str] = []
    for part in _ENGLISH_END.split(text):
        if found and _SHORT_FORM.search(found[-1]):
            found[-1] = f"{found[-1]} {part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return found
