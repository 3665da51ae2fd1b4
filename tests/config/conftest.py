"""What tests of the interface share: a home of their own, and nobody's requests counted yet."""

from __future__ import annotations

from typing import Any

import pytest

from scicomm.core.api.frame import LIMITER


@pytest.fixture
def own_limits(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path
    LIMITER.forget()
