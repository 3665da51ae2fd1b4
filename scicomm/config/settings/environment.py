"""Reads the environment, one typed function per kind; what each variable means stands in docs/settings.md.

Every variable that is read is remembered in `KNOWN`, so that the documentation can be tested against the code. A value that
cannot be read does not raise here: it is kept in `WRONG` and reported by a Django check that says how to mend it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


# Text that is translated when it is read: nothing can be translated before the settings are complete.
Words: TypeAlias = "str | StrPromise"


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, the default as text, and what kind of value it takes."""

    name: str
    kind: str
    default: str


@dataclass(frozen=True)
class WrongValue:
    """A value that could not be read: which variable, what was expected, an example that works.

    `expected` becomes words in the language of whoever reads it, with `values` for its placeholders.
    """

    name: str
    expected: Words
    example: str
    values: Mapping[str, object] = field(default_factory=dict)


KNOWN: dict[str, Variable] = {}
WRONG: list[WrongValue] = []


def text(name: str, default: str = "") -> str:
    KNOWN[name] = Variable(name, "text", default)
    return os.environ.get(name, default)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas or spaces."""
    KNOWN[name] = Variable(name, "list", default)
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


def addresses(name: str, allowed: Sequence[str]) -> dict[str, str]:
    """Web addresses by name (`wechat=https://relay.example telegram=https://…`); only the names that somebody asks for."""
    KNOWN[name] = Variable(name, "name=address, …", "")
    found: dict[str, str] = {}
    for word in os.environ.get(name, "").replace(",", " ").split():
        key, _equals, address = word.partition("=")
        if key not in allowed or not address.startswith(("https://", "http://")):
            expected = gettext_lazy("name=address, with a name out of %(names)s")
            shown = {"names": ", ".join(allowed)}
            WRONG.append(WrongValue(name, expected, f"{name}={allowed[0]}=https://relay.example", shown))
        else:
            found[key] = address.rstrip("/")
    return found


def flag(name: str, default: bool = False) -> bool:
    KNOWN[name] = Variable(name, "yes or no", "yes" if default else "no")
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    WRONG.append(WrongValue(name, gettext_lazy("yes or no"), f"{name}=yes"))
    return default


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    KNOWN[name] = Variable(name, f"whole number, {least} to {most}", str(default))
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if value.isdigit() and least <= int(value) <= most:
        return int(value)
    expected = gettext_lazy("a whole number from %(least)s to %(most)s")
    WRONG.append(WrongValue(name, expected, f"{name}={default}", {"least": least, "most": most}))
    return default


def folder(name: str, default: Path) -> Path:
    KNOWN[name] = Variable(name, "folder", str(default.name))
    return Path(os.environ.get(name) or default).expanduser().resolve()
