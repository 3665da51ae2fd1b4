"""One kind of measurement, as the command `evaluate` offers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandParser
from django.utils.functional import Promise

from scicomm.core.progress import TerminalProgress


@dataclass(frozen=True)
class Kind:
    """`add_arguments` takes the kind's own parser (`--json` is added to all); `run` gives the figures for programs and the lines
    for people, and raises `BadSet` where the set cannot be used."""

    name: str
    help: str | Promise
    add_arguments: Callable[[CommandParser], None]
    run: Callable[[dict[str, Any], TerminalProgress], tuple[dict[str, Any], list[str]]]
