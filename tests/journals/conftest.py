"""What tests of the journals share: the language of what is compared, our name in OAI-PMH, an account at a fake Crossref."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from scicomm.journals.models import DepositAccount
from tests.crossref_fake import FakeCrossref, running_fake
from tests.factories.deposits import make_account


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def oai_namespace(samples: Path, settings: Any) -> None:
    """The name in our identifiers; answers are held against the schemas among the samples."""
    settings.SCICOMM_OAI_NAMESPACE = "journals.example.org"


@pytest.fixture
def crossref(settings: Any) -> Iterator[FakeCrossref]:
    settings.SCICOMM_FETCH, settings.SCICOMM_FETCH_PRIVATE = True, True
    with running_fake() as fake:
        yield fake


@pytest.fixture
def account(academy: Any, crossref: FakeCrossref) -> DepositAccount:
    return make_account(academy.north_lake, address=crossref.address)
