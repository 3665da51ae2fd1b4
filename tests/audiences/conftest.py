"""Every test of the audiences has a mail folder of its own, kept by the real folder backend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def mail_home(settings: Any, tmp_path: Path) -> None:
    settings.SCICOMM_HOME = tmp_path
    settings.EMAIL_BACKEND = "scicomm.core.mail.FolderBackend"
