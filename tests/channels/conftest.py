"""What tests of the channels share: an actor of ours, and a server whose people follow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from scicomm.channels import actions
from scicomm.channels.models import Actor, Channel
from scicomm.channels.views import fediverse_inbox
from scicomm.organisation.enums import Role
from tests.channels.fakes.fediverse import FarServer


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarServer]:
    cache.clear()
    with FarServer() as running:
        monkeypatch.setattr(fediverse_inbox, "far_servers", running.servers)
        yield running


@pytest.fixture
def actor(academy: Any) -> Actor:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    made = actions.open_actor(academy.north_lake, "zh-hans", acting_user=officer)
    # The dispatcher has its own tests: here `say` does what it does, when the test wants it.
    Channel.objects.filter(pk=made.channel_id).update(takes_all=False)
    made.channel.refresh_from_db()
    return made
