"""Who is a program by COUNTER's list of robots and machines, and by what a reader says of itself.

The list is applied as its library applies it, letters as they stand: without regard to case its pattern `core` would leave out
every reader with a Huawei browser ("HMSCore"). What calls itself a bot, spider or crawler in any letters is left out as well,
because robots that the list lacks must not be counted either (Code of Practice 5.1, 7.8).
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from importlib.resources import files

import counter_robots

_CALLS_ITSELF = re.compile(
    r"bot|crawl|spider|slurp|archiver|fetch|monitor|preview|scan|curl|wget|python|java/|go-http|httpx|libwww|headless|^$",
    re.IGNORECASE,
)


def calls_itself_a_program(user_agent: str) -> bool:
    """Whether a reader calls itself a program, or does not say what it is."""
    return bool(_CALLS_ITSELF.search(user_agent))


@lru_cache(maxsize=4096)
def is_robot(user_agent: str) -> bool:
    """Whether COUNTER leaves out what this reader does: on the list of robots or machines, or a program by its own words."""
    return bool(counter_robots.is_robot_or_machine(user_agent)) or calls_itself_a_program(user_agent)


@lru_cache(maxsize=1)
def patterns() -> tuple[str, ...]:
    """The patterns of the list of robots, as the library ships them."""
    return tuple((files("counter_robots") / "data" / "robot.txt").read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def list_version() -> str:
    """Which list is applied: the library's version, how many patterns, and their digest; written down with every count."""
    digest = hashlib.sha256("\n".join(patterns()).encode()).hexdigest()[:8]
    return f"{counter_robots.__version__}/{len(patterns())}/{digest}"
