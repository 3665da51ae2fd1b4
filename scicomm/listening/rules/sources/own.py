"""Which public addresses are our own outlets: what we say ourselves is no voice of the public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from scicomm.listening.rules.addresses import host_of, normalise_url

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+", re.I)


@dataclass(frozen=True)
class Outlets:
    """Our hosts (with all below them), and the beginnings of addresses on hosts of others (`weibo.com/u/1`), both normalised."""

    places: frozenset[str]

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return frozenset(place for place in self.places if "/" not in place)

    @cached_property
    def _pages(self) -> tuple[str, ...]:
        return tuple(sorted(place for place in self.places if "/" in place))

    def covers(self, url: str) -> bool:
        """Whether an address is one of ours."""
        host = host_of(url)
        labels = host.split(".")
        if any(".".join(labels[at:]) in self._hosts for at in range(len(labels))):
            return True
        if not self._pages:
            return False
        place = normalise_url(url)
        return any(place == page or place.startswith((f"{page}/", f"{page}?")) for page in self._pages)


def place_of(text: str) -> str | None:
    """A host or the beginning of an address as it is compared; None for what is neither. Written with or without scheme."""
    text = text.strip()
    if not text:
        return None
    try:
        place = normalise_url(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    host = place.split("/", 1)[0].split(":", 1)[0].split("?", 1)[0]
    if not _HOST.fullmatch(host):
        return None
    return place.lower() if host == place else place


def outlets_of(texts: Iterable[str]) -> Outlets:
    """Our outlets from what the house knows of itself; what is no address is left out."""
    return Outlets(frozenset(place for place in map(place_of, texts) if place))
