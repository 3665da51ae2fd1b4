"""Who is named in a remark. Pure."""

from __future__ import annotations

import re

# As on other desks: `@wangfang`, `@王芳`; an address such as name@host names nobody.
_NAMED = re.compile(r"(?<![\w.])@([\w.\-]{1,60})")
MOST = 20


def named_in(text: str) -> tuple[str, ...]:
    """The names after an `@`, each once, without the dot that ends a sentence."""
    return tuple(dict.fromkeys(one.rstrip(".-") for one in _NAMED.findall(text)))[:MOST]
