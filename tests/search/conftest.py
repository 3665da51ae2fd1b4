"""A home of its own for every test of the engine, so that tests never share an index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def home(tmp_path: Path, settings: Any, db: None) -> Path:
    """An empty SCICOMM_HOME; the indices come to lie under it."""
    settings.SCICOMM_HOME = tmp_path
    return tmp_path
