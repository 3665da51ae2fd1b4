"""Names and addresses of our actors and of what they say. An address is for ever: other servers know a thing by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

ROOT = "/ap"
_ACTOR = re.compile(rf"{ROOT}/actors/([a-z0-9_-]+)")
_POST = re.compile(rf"{ROOT}/posts/([\w-]+)")
MOST_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Place:
    """The site that our actors stand on, as `https://kepu.example`."""

    site_url: str

    @property
    def host(self) -> str:
        return urlsplit(self.site_url).netloc

    def actor(self, name: str) -> str:
        return f"{self.site_url}{ROOT}/actors/{name}"

    def key(self, name: str) -> str:
        return f"{self.actor(name)}#main-key"

    def part(self, name: str, part: str) -> str:
        """`inbox`, `outbox`, `followers` or `following` of an actor."""
        return f"{self.actor(name)}/{part}"

    @property
    def shared_inbox(self) -> str:
        return f"{self.site_url}{ROOT}/inbox"

    def post(self, slug: str) -> str:
        return f"{self.site_url}{ROOT}/posts/{quote(slug, safe='')}"

    def activity(self, slug: str) -> str:
        return f"{self.site_url}{ROOT}/activities/{slug}"

    def handle(self, name: str) -> str:
        """What people type to find an actor: `@north-lake@kepu.example`."""
        return f"@{name}@{self.host}"

    def actor_name(self, address: str) -> str:
        """The name in an actor's address; empty where it is none of ours."""
        return self._read(_ACTOR, address)

    def post_slug(self, address: str) -> str:
        """The last part of a post's address; empty where it is none of ours."""
        return self._read(_POST, address)

    def _read(self, pattern: re.Pattern[str], address: str) -> str:
        if not address.startswith(f"{self.site_url}/"):
            return ""
        found = pattern.fullmatch(address.removeprefix(self.site_url))
        return found[1] if found else ""


def name_of(slug: str, language: str, main_language: str) -> str:
    """An actor's name: the unit's short address, with the language where it is not the site's first."""
    bare = re.sub(r"[^a-z0-9_-]+", "-", slug.lower()).strip("-") or "actor"
    return bare if language == main_language else f"{bare}-{language.split('-')[0]}"


def slug_of_key(key: str) -> str:
    """The last part of a post's address, from the key of its sending."""
    return re.sub(r"[^\w-]+", "-", key, flags=re.ASCII).strip("-")[:64]


def domain_of(address: str) -> str:
    """The host of an address in lower case without its port; empty where it has none."""
    try:
        return (urlsplit(address).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def is_under(domain: str, blocked: frozenset[str]) -> bool:
    """Whether a host or one above it is blocked."""
    parts = domain.split(".")
    return any(".".join(parts[start:]) in blocked for start in range(len(parts)))


def is_address(value: object) -> bool:
    """Whether a value of another server can be an address of something: http or https, not too long, no blanks."""
    if not isinstance(value, str) or len(value) > MOST_LENGTH or re.search(r"[\x00-\x20\x7f<>\"]", value):
        return False
    return value.startswith(("https://", "http://")) and bool(domain_of(value))
