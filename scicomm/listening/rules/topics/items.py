"""What goes into the engine of topics, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicItem:
    """One public item: `id` above 0, growing with the order in which items came; `at` seconds since 1970; plain texts."""

    id: int
    at: float
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item went: the key of its topic, how like it the item is (cosine, 0 to 1), the words that decided.

    The key of a topic is the id of its first item; a topic that was registered beforehand has the key it was given, below 0.
    """

    item: int
    topic: int
    score: float
    is_new: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Two topics turned out to be one: `gone` is now a part of `kept`. `at` is the time of the item that showed it."""

    kept: int
    gone: int
    at: float
    score: float


@dataclass(frozen=True, slots=True)
class Split:
    """A topic turned out to be two: `items` left `topic` for the new one, whose key is the first of them."""

    topic: int
    new: int
    items: tuple[int, ...]
    at: float
