"""Addresses of the responses room, whether or not config and portal mount them already."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    try:
        reverse("responses:ask")
        reverse("portal:answer", args=["x"])
        reverse("portal:answers")
    except NoReverseMatch:
        settings.ROOT_URLCONF = "tests.responses.urls"
