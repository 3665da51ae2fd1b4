"""Every platform keeps the contract; and the contract can fail: three broken adapters do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.bench import bench
from tests.channels.contract import TRIALS
from tests.channels.fakes import ALL
from tests.channels.fakes.base import FakePlatform
from tests.channels.fakes.invented import Deaf, Forgetful, Leaky, Plainest

pytestmark = pytest.mark.django_db


# What a platform has no way of doing is no trial of it; its fake says so in words.
TAKEN = [(fake, name) for fake in ALL for name in TRIALS if name not in fake.cannot]


@pytest.mark.parametrize(("fake", "name"), TAKEN, ids=[f"{fake.__name__}-{name}" for fake, name in TAKEN])
def test_platform(academy: Any, fake: type[FakePlatform], name: str) -> None:
    with bench(academy, fake()) as made:
        TRIALS[name](made)


def test_only_what_a_platform_really_lacks_is_left_out() -> None:
    left_out = {fake.__name__: set(fake.cannot) for fake in ALL if fake.cannot}
    assert left_out == {
        "FakeMastodon": {"refused_later"},
        "FakeTelegram": {"refused_later"},
        "FakeBluesky": {"refused_later"},
        "FakeReceiver": {"picture_refused", "refused_later", "refused_at_once"},
    }
    assert all(words and name in TRIALS for fake in ALL for name, words in fake.cannot.items())


@pytest.mark.parametrize("name", ["timeout_after_accepting", "correction", "recall", "withdrawn_while_unsure"])
def test_a_platform_that_can_do_nothing_but_take_posts_keeps_the_contract_by_people(academy: Any, name: str) -> None:
    with bench(academy, Plainest()) as made:
        TRIALS[name](made)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (Forgetful, "timeout_after_accepting"),
        (Forgetful, "death_before_writing_down"),
        (Deaf, "rate_limited"),
        (Leaky, "token_expired"),
        (Leaky, "picture_refused"),
    ],
)
def test_the_contract_finds_broken_adapters(academy: Any, broken: type[FakePlatform], name: str) -> None:
    with bench(academy, broken()) as made, pytest.raises(AssertionError):
        TRIALS[name](made)
