"""A public story goes to its channels once, a correction follows it, a withdrawal takes it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from scicomm.channels import actions
from scicomm.channels.models import Channel, Release, ReleaseState
from scicomm.channels.permissions import get_channel_for, get_release_for
from scicomm.core.ledger import record
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.facts.base import ref
from scicomm.facts.newsroom import StoryCorrected
from scicomm.newsroom.actions import withdraw_story
from scicomm.organisation.enums import Role
from tests.factories.channels import channel, released_story, releases
from tests.factories.newsroom import dossier, make_story

pytestmark = pytest.mark.django_db


def facts(name: str) -> list[FactRecord]:
    return list(FactRecord.objects.filter(name=f"channels.{name}").prefetch_related("edges"))


def test_every_new_unit_gets_its_channels_in_both_languages_once(academy: Any) -> None:
    Worker().drain()
    assert Channel.objects.filter(unit=academy.north_lake).count() == 6
    actions.ensure_channels(academy.north_lake)
    assert Channel.objects.filter(unit=academy.north_lake).count() == 6


def test_a_story_reaches_site_and_feeds_at_once_and_waits_for_the_newsletters(academy: Any) -> None:
    story = released_story(academy)
    states = {slug: release.state for slug, release in releases(story).items()}
    assert states == {
        "north-lake-site-zh-hans": "sent",
        "north-lake-feed-zh-hans": "sent",
        "north-lake-newsletter-zh-hans": "waiting",
        "academy-feed-zh-hans": "sent",
        "academy-newsletter-zh-hans": "waiting",
    }
    site = releases(story)["north-lake-site-zh-hans"]
    assert site.url.startswith("http") and story.slug in site.url
    assert site.revision_id == story.live_revision_id and site.sent_at is not None


def test_each_delivery_is_stated_exactly_once_however_often_the_handler_runs(academy: Any) -> None:
    story = released_story(academy)
    actions.release_story(dossier(story))
    actions.release_story(dossier(story))
    found = facts("release_delivered")
    assert len(found) == 3
    assert {edge.about for fact in found for edge in fact.edges.all()} == {ref("newsroom", "story", story.pk)}


def test_an_english_story_goes_to_english_channels_only(academy: Any) -> None:
    story = released_story(academy, language="en", title="Bands on grass")
    assert all(slug.endswith("-en") for slug in releases(story)) and len(releases(story)) == 5


def test_a_channel_that_is_off_gets_nothing(academy: Any) -> None:
    Worker().drain()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    actions.change_channel(channel(academy.north_lake, "feed"), acting_user=officer, is_on=False)
    assert "north-lake-feed-zh-hans" not in releases(released_story(academy))


def test_a_held_story_goes_nowhere(academy: Any) -> None:
    story = make_story(academy, state="held")
    assert actions.release_story(dossier(story)) == []
    Worker().drain()
    assert releases(story) == {}


def test_a_correction_moves_the_releases_to_the_new_revision(academy: Any) -> None:
    from django.db import transaction

    story = released_story(academy)
    Release.objects.filter(dossier__story=story).update(revision_id=1)
    with transaction.atomic():
        record(
            StoryCorrected(
                unit_id=academy.north_lake.pk,
                subject=ref("newsroom", "story", story.pk),
                revision_id=story.live_revision_id or 0,
                note="改了一个数字",
            )
        )
    Worker().drain()
    assert {release.revision_id for release in releases(story).values()} == {story.live_revision_id}


def test_a_withdrawal_recalls_every_release_and_states_only_what_had_arrived(academy: Any) -> None:
    story = released_story(academy)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    withdraw_story(story, acting_user=officer, reason="数据有误")
    Worker().drain()
    assert {release.state for release in releases(story).values()} == {"recalled"}
    assert len(facts("release_recalled")) == 3
    actions.recall_releases(dossier(story))
    assert len(facts("release_recalled")) == 3


def test_a_publication_delivered_after_its_withdrawal_releases_nothing(academy: Any) -> None:
    make_story(academy, state="withdrawn")
    Worker().drain()
    assert facts("release_delivered") == []


def test_a_failed_release_is_visible_and_an_editor_tries_it_again_once(academy: Any, client_for: Any) -> None:
    story = released_story(academy)
    release = releases(story)["north-lake-site-zh-hans"]
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.FAILED, error="no page")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    client = client_for(officer)
    page = client.get(f"/admin/releases/inspect/{release.pk}/")
    assert page.status_code == 200 and f"/admin/releases/{release.pk}/retry/" in page.content.decode()
    for _press in range(2):
        client.post(f"/admin/releases/{release.pk}/retry/")
    release.refresh_from_db()
    assert release.state == "sent"
    assert len(facts("release_delivered")) == 4


def test_walls_another_unit_neither_sees_nor_changes_channels_and_releases(academy: Any, client_for: Any) -> None:
    story = released_story(academy)
    release = releases(story)["north-lake-site-zh-hans"]
    stranger = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    with pytest.raises(Http404):
        get_release_for(stranger, release.pk)
    with pytest.raises(Http404):
        get_channel_for(stranger, release.channel_id)
    with pytest.raises(PermissionDenied):
        actions.change_channel(release.channel, acting_user=stranger, is_on=False)
    with pytest.raises(PermissionDenied):
        actions.retry_release(release, acting_user=stranger)
    client = client_for(stranger)
    for address in (
        f"/admin/channels/edit/{release.channel_id}/",
        f"/admin/releases/inspect/{release.pk}/",
        f"/admin/channels/history/{release.channel_id}/",
    ):
        assert client.get(address).status_code in {302, 404}, address
    assert client.post(f"/admin/releases/{release.pk}/retry/").status_code == 404
    assert story.title not in client.get("/admin/releases/").content.decode()


def test_an_editor_switches_a_channel_in_the_admin_and_nobody_adds_or_deletes_one(
    academy: Any, client_for: Any
) -> None:
    Worker().drain()
    row = channel(academy.north_lake, "newsletter")
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert client.get("/admin/channels/").status_code == 200
    answer = client.post(
        f"/admin/channels/edit/{row.pk}/",
        {"name_zh": "湖边来信", "name_en": "", "is_on": "on", "every_days": "14", "tell_changes": "all"},
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.name_zh, row.every_days) == ("湖边来信", 14)
    for address in ("/admin/channels/new/", f"/admin/channels/delete/{row.pk}/"):
        assert client.post(address, {}).status_code in {302, 403, 404}
    assert Channel.objects.filter(pk=row.pk).exists()


def test_even_a_superuser_cannot_edit_or_delete_a_release(academy: Any, client_for: Any) -> None:
    release = releases(released_story(academy))["north-lake-site-zh-hans"]
    client = client_for(academy.superuser)
    for verb in ("edit", "delete"):
        client.post(f"/admin/releases/{verb}/{release.pk}/", {})
    assert Release.objects.filter(pk=release.pk, state="sent").exists()
