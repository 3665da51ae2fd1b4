"""The staff page of our actors: opened by editors of the unit, servers kept away by the house; figures without names."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from scicomm.channels.models import Actor, BlockedDomain, Channel, FarInbox, Follower
from scicomm.organisation.enums import Role
from scicomm.organisation.models import UnitPage

pytestmark = pytest.mark.django_db
# Session, user, duties, menu and messages of Wagtail's shell.
SHELL = 14
HOME = reverse("channels_actors")


def some_followers(actor: Actor, numbers: range) -> None:
    for number in numbers:
        place = f"https://far{number}.example"
        Follower.objects.create(
            actor=actor, address=f"{place}/u/secretperson{number}", domain=f"far{number}.example", inbox=f"{place}/inbox",
            delivery_inbox=f"{place}/inbox", key_id=f"{place}/k", public_key="", follow_id=f"{place}/f",
        )  # fmt: skip
        FarInbox.objects.create(
            address=f"{place}/inbox", domain=f"far{number}.example", failing_since=timezone.now(), failures=3, last_error="502",
        )  # fmt: skip


def test_an_editor_opens_an_actor_and_reads_figures_without_names(
    academy: Any, client: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    answer = client.post(HOME, {"unit": academy.north_lake.pk, "language": "zh-hans"}, follow=True)
    actor = Actor.objects.get()
    assert actor.name in answer.text and actor.channel.unit == academy.north_lake
    again = client.post(HOME, {"unit": academy.north_lake.pk, "language": "zh-hans"})
    assert again.status_code == 422 and Actor.objects.count() == 1
    assert client.post(HOME, {"unit": academy.south_sea.pk, "language": "en"}).status_code == 422
    some_followers(actor, range(3))
    with django_assert_max_num_queries(12 + SHELL):
        text = client.get(HOME).text
    english = Channel.objects.create(unit=academy.north_lake, kind="fediverse", language="en", slug="x")
    Actor.objects.create(channel=english, name="x")
    some_followers(Actor.objects.get(name="x"), range(3, 12))
    with django_assert_max_num_queries(12 + SHELL):
        client.get(HOME)
    assert "far2.example" in text and "secretperson" not in text
    shown = client.get(reverse("channels_actor", args=[actor.pk])).text
    assert "far2.example" in shown and "secretperson" not in shown
    # The unit's page names the actor, for people and in its head for servers.
    public = client.get(UnitPage.objects.get(unit=academy.north_lake, locale__language_code="zh-hans").url).text
    assert (
        public.count(actor.channel.url) >= 2
        and actor.channel.handle in public
        and "application/activity+json" in public
    )


def test_only_the_house_keeps_servers_away(academy: Any, client: Any) -> None:
    client.force_login(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert client.post(reverse("channels_server_block"), {"domain": "bad.example"}).status_code in {302, 403}
    assert not BlockedDomain.objects.exists()
    client.force_login(academy.user(Role.ADMINISTRATOR, academy.top))
    assert client.post(reverse("channels_server_block"), {"domain": "nonsense"}).status_code == 422
    client.post(reverse("channels_server_block"), {"domain": "https://Bad.example/x", "reason": "广告"})
    row = BlockedDomain.objects.get()
    assert row.domain == "bad.example" and "bad.example" in client.get(HOME).text
    client.post(reverse("channels_server_free", args=[row.pk]))
    assert not BlockedDomain.objects.exists()
    client.force_login(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    assert client.get(HOME).status_code in {302, 403}
