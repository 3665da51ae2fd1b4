"""Texts in both languages, as the interface gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.utils.translation import gettext_lazy
from ninja import Schema

# Descriptions are translated when the description is read; the libraries that carry them know only plain text.
later = cast(Callable[[str], str], gettext_lazy)


class Words(Schema):
    """A text in Chinese and in English; empty where there is none."""

    zh: str
    en: str


def words(chinese: str, english: str) -> Words:
    return Words(zh=chinese, en=english)
