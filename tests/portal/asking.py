"""Asking for pages of the site, and where a story's page stands."""

from __future__ import annotations

from typing import Any

from django.test import Client

from scicomm.newsroom.models import StoryPage
from scicomm.portal.queries.frame import page_address


def get(path: str, **headers: Any) -> Any:
    return Client().get(path, headers={"host": "localhost", **headers})


def address(story: StoryPage) -> str:
    return page_address(story.url_path)
