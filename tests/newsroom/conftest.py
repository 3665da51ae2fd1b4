"""What tests of the newsroom share: a search index and files of their own, the people of an embargo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scicomm.organisation.enums import Role


@pytest.fixture
def own_index(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> None:
    """Files, mails and the search index of one test are nobody else's."""
    settings.SCICOMM_HOME = tmp_path
    stores = json.loads(json.dumps(settings.STORAGES, default=str))
    stores["leads"]["OPTIONS"]["location"] = str(tmp_path / "leads")
    settings.STORAGES = stores


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


@pytest.fixture
def chief(academy: Any) -> Any:
    return academy.user(Role.FINAL_REVIEWER, academy.top)
