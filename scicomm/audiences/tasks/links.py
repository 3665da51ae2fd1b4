"""What all letters share: absolute addresses, and what a letter is made of."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from scicomm.channels.rules import absolute

# Subject line, template, and what the template needs.
Written = tuple[str, str, dict[str, Any]]


def link(name: str, *args: str) -> str:
    """An absolute address of this room, in the active language."""
    return outside(reverse(f"audiences:{name}", args=args))


def outside(path: str) -> str:
    """A path as an address that works in a mail."""
    return absolute(path, settings.SITE_URL)
