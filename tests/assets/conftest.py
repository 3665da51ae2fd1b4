"""What tests of the assets share: files of their own."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
