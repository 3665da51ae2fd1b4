"""What the desk's tests share: a search index of their own, so that nothing is found that another test has left."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path
