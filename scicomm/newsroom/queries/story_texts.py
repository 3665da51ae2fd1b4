"""A story's newest words and pictures as the checks take them: passages by block, pictures with what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scicomm.assets.models import AssetImage
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.rules.checks import Passage, Picture

# Markup, not words.
_NO_WORDS = {"mathml", "html"}


def passages_of(draft: StoryPage) -> list[Passage]:
    """The text of a revision: headline, standfirst, then each block of the body."""
    found = [Passage("title", "title", draft.title), Passage("standfirst", "standfirst", draft.standfirst)]
    found += [Passage("cover", "caption", draft.cover_caption)]
    for child in draft.body:
        found.append(Passage(str(child.id or ""), child.block_type, "\n".join(_words(child.block, child.value))))
    return [passage for passage in found if passage.text.strip()]


def _words(block: Any, value: Any) -> Iterator[str]:
    """The words of a block, whatever blocks it is made of, as plain text; fields of markup are left out."""
    children = getattr(block, "child_blocks", None)
    if children and hasattr(value, "items"):
        for name, child in children.items():
            if name not in _NO_WORDS:
                yield from _words(child, value.get(name))
        return
    if value is not None:
        yield from (str(piece) for piece in block.get_searchable_content(value) if piece)


def images_in(value: Any) -> Iterator[tuple[AssetImage, Any]]:
    """Every picture in a block's value, with the struct it stands in."""
    if hasattr(value, "items"):
        for inner in value.values():
            if isinstance(inner, AssetImage):
                yield inner, value
            else:
                yield from images_in(inner)
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for inner in value:
            yield from images_in(getattr(inner, "value", inner))


def pictures_of(
    draft: StoryPage, problems: dict[int, tuple[str, ...]] | None = None
) -> list[tuple[AssetImage, Picture]]:
    """Every picture of a revision with its alternative text, credit and caption; `problems` by image."""
    known = problems or {}
    found = []
    if draft.cover_image:
        found.append((draft.cover_image, _picture("cover", draft.cover_image, {"caption": draft.cover_caption}, known)))
    for child in draft.body:
        found += [
            (image, _picture(str(child.id or ""), image, around, known)) for image, around in images_in(child.value)
        ]
    return found


def _picture(block: str, image: AssetImage, around: Any, problems: dict[int, tuple[str, ...]]) -> Picture:
    said = {name: str(around.get(name) or "") for name in ("caption", "alt", "alt_text", "credit")}
    return Picture(
        block=block,
        title=image.title,
        alt=said["alt"] or said["alt_text"] or image.alt_zh or image.alt_en,
        credit=said["credit"] or image.credit,
        caption=said["caption"],
        problems=problems.get(image.pk, ()),
    )


def html_of(draft: StoryPage) -> list[tuple[str, str]]:
    """Each block of a revision with its rich text, for what only markup has: links."""
    found = []
    for child in draft.body:
        source = getattr(child.value, "source", None)
        text = source if source is not None else "\n".join(_words(child.block, child.value))
        found.append((str(child.id or ""), text))
    return found
