"""Items out of any JSON by a mapping that a person wrote: where the items stand, and in each its title, address, date, text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from scicomm.listening.rules.addresses import web_address
from scicomm.listening.rules.parsing import MOST_ITEMS, FeedRefused, Item, ParsedFeed, RefusedItem
from scicomm.listening.rules.sources.building import made_item, moment_of
from scicomm.listening.rules.sources.paths import Path, PathRefused, Text, read_path, read_text

FIELDS = ("items", "title", "url", "date", "text", "language", "next")
NEEDED = ("items", "url")
PAGES_AT_ONCE = 5


@dataclass(frozen=True)
class Mapped:
    """A mapping, ready to use: the way to the items, and the texts of each."""

    items: Path
    texts: Mapping[str, Path | Text]
    next: Path | None = None

    def text(self, name: str, value: Any) -> str:
        found = self.texts.get(name)
        return found.text(value) if found else ""


@dataclass(frozen=True)
class MappedPage:
    """What one page gave, and where the next one stands (empty: nowhere)."""

    parsed: ParsedFeed
    next_address: str = ""


def problems_of(mapping: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a mapping, by its fields."""
    found = {name: _("This is needed.") for name in NEEDED if not str(mapping.get(name) or "").strip()}
    for name in FIELDS:
        written = str(mapping.get(name) or "").strip()
        if written and name not in found:
            try:
                (read_path if name in {"items", "next"} else read_text)(written)
            except PathRefused as error:
                found[name] = str(error)
    return found


def ready(mapping: Mapping[str, Any]) -> Mapped:
    """The mapping to read with. Raises FeedRefused in words."""
    wrong = problems_of(mapping)
    if wrong:
        raise FeedRefused(" ".join(wrong.values()))
    written = {name: str(mapping.get(name) or "").strip() for name in FIELDS}
    texts = {name: read_text(written[name]) for name in FIELDS[1:-1] if written[name]}
    return Mapped(read_path(written["items"]), texts, read_path(written["next"]) if written["next"] else None)


def parse_mapped(content: bytes, mapping: Mapping[str, Any], *, address: str) -> MappedPage:
    """Read one page of a JSON interface. Raises FeedRefused where it is no JSON or the way to the items leads nowhere."""
    mapped, value = ready(mapping), json_of(content)
    entries = mapped.items.all(value)
    if len(entries) == 1 and isinstance(entries[0], list):
        entries = entries[0]
    if not entries and not _is_empty_list(mapped, value):
        raise FeedRefused(
            _("Nothing stands at “%(path)s”. There is: %(outline)s")
            % {"path": mapping.get("items"), "outline": ", ".join(list(outline(value))[:30]) or "—"}
        )
    items: dict[str, Item] = {}
    refused: list[RefusedItem] = []
    for entry in entries[:MOST_ITEMS]:
        found = _entry(entry, mapped, address)
        if isinstance(found, Item):
            items.setdefault(found.url, found)
        else:
            refused.append(found)
    following = mapped.next.text(value) if mapped.next else ""
    following = web_address(urljoin(address, following)) or "" if following else ""
    return MappedPage(ParsedFeed("", tuple(items.values()), tuple(refused)), following)


def json_of(content: bytes) -> Any:
    """The value in the bytes. Raises FeedRefused in words."""
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        words = _("Broken JSON in line %(line)s: %(reason)s") % {"line": error.lineno, "reason": error.msg}
        raise FeedRefused(words) from None
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise FeedRefused(_("Broken JSON: %(reason)s") % {"reason": error}) from None


def _is_empty_list(mapped: Mapped, value: Any) -> bool:
    """Whether the list is there and merely empty, which is no mistake of the mapping."""
    bare = Path(tuple(way[:-1] if way and not isinstance(way[-1], str | int) else way for way in mapped.items.ways))
    return [] in bare.all(value)


def _entry(entry: Any, mapped: Mapped, address: str) -> Item | RefusedItem:
    if not isinstance(entry, dict | list):
        return RefusedItem(str(entry)[:200], _("The item is no JSON object."))
    return made_item(
        title=mapped.text("title", entry),
        body=mapped.text("text", entry),
        address=mapped.text("url", entry),
        base=address,
        published_at=moment_of(mapped.text("date", entry)),
        language=mapped.text("language", entry),
    )


def outline(value: Any, before: str = "", depth: int = 4) -> Iterator[str]:
    """The paths that there are, for the person who writes a mapping: names only, no values."""
    if isinstance(value, dict) and depth:
        for name, inner in list(value.items())[:30]:
            yield from outline(inner, f"{before}.{name}" if before else str(name), depth - 1)
    elif isinstance(value, list) and depth:
        yield from (
            outline(value[0], f"{before}[*]", depth)
            if value and not isinstance(value[0], list)
            else iter([f"{before}[*]"])
        )
    elif before:
        yield before
