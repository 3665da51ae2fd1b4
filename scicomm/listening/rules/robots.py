"""robots.txt as RFC 9309 reads it: which address a program of our name may fetch, and the pause a site asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

NAME = "scicomm-listening"
MOST_CHARACTERS = 500 * 1024
MOST_DELAY = 60.0


@dataclass(frozen=True)
class Rule:
    """One line: a pattern of paths, and whether it allows."""

    allows: bool
    pattern: str


@dataclass(frozen=True)
class Robots:
    """The rules for us, and the seconds to leave between two requests (Crawl-delay; no standard, but meant)."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allows(self, address: str) -> bool:
        """Whether the address may be fetched: the longest pattern that fits decides, of two alike the one that allows."""
        parts = urlsplit(address)
        path = _escaped(parts.path or "/") + (f"?{_escaped(parts.query)}" if parts.query else "")
        fitting = [(len(rule.pattern), rule.allows) for rule in self.rules if _fits(rule.pattern, path)]
        return max(fitting)[1] if fitting else True


def read_robots(text: str, name: str = NAME) -> Robots:
    """The group that names us, else the one for all (`*`); groups of the same name are one. Never raises."""
    groups: dict[str, list[tuple[str, str]]] = {}
    named: list[str] = []
    in_rules = False
    for line in text[:MOST_CHARACTERS].splitlines():
        key, _colon, value = line.split("#", 1)[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            named = [*([] if in_rules else named), value.lower()]
            in_rules = False
            groups.setdefault(value.lower(), [])
        elif key in {"allow", "disallow", "crawl-delay"} and named:
            in_rules = True
            for one in named:
                groups[one].append((key, value))
    mine = next((groups[one] for one in groups if one != "*" and _is_us(one, name)), groups.get("*", []))
    return _robots(mine)


def _is_us(token: str, name: str) -> bool:
    found = re.match(r"[a-z_-]+", token)
    return bool(found) and found.group(0) == name  # type: ignore[union-attr]


def _robots(lines: list[tuple[str, str]]) -> Robots:
    rules = tuple(Rule(key == "allow", _escaped(value)) for key, value in lines if value and key != "crawl-delay")
    delays = [value for key, value in lines if key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value)]
    return Robots(rules, min(max(map(float, delays), default=0.0), MOST_DELAY))


def _escaped(path: str) -> str:
    """Both sides written one way, so that `/%7Ea` and `/~a` meet; an escaped slash stays what it is."""
    kept = path.replace("%2F", "%252F").replace("%2f", "%252F")
    return quote(unquote(kept), safe="/:@!$&'()*+,;=~?%")


def _fits(pattern: str, path: str) -> bool:
    """`*` stands for anything, `$` at the end for the end. Searched piece by piece, which no pattern can make slow."""
    anchored = pattern.endswith("$")
    first, *rest = (pattern[:-1] if anchored else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest):
        if anchored and number == len(rest) - 1:
            return path.endswith(piece) and len(path) - len(piece) >= at
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not anchored or at == len(path)
