"""A watch raises one alert with the words that matched, and only its owner changes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scicomm.facts.base import ref
from scicomm.listening import actions
from scicomm.listening.models import Alert, Mention
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_mention, make_watch, show_to_watches
from tests.listening.listening_facts import facts

pytestmark = pytest.mark.django_db


def test_a_watch_raises_one_alert_with_the_words_that_matched(academy: Any) -> None:
    watch = make_watch(academy, academy.north_lake, any_words="斑纹\n湖", none_words="广告")
    make_watch(academy, academy.north_lake, any_words="斑纹", language="en")
    make_watch(academy, academy.north_lake, any_words="斑纹", is_on=False)
    mention = make_mention(academy, title="草原上的斑纹会说话")
    show_to_watches()
    Mention.objects.update(watched_at=None)
    show_to_watches()
    (alert,) = Alert.objects.all()
    assert (alert.watch, alert.mention, alert.matched) == (watch, mention, ["斑纹"])
    (fact,) = facts("watch_raised")
    assert fact.subject == ref("listening", "alert", alert.pk)
    assert [edge.about for edge in fact.edges.all()] == [ref("listening", "mention", mention.pk)]


def test_watches_beside_the_feeds_unit_are_not_told(academy: Any) -> None:
    near, far = make_watch(academy, academy.north), make_watch(academy, academy.south_sea)
    make_mention(academy, academy.north_lake, title="草原上的斑纹")
    show_to_watches()
    assert [alert.watch for alert in Alert.objects.all()] == [near]
    assert far.alerts.count() == 0


def test_only_the_owner_marks_an_alert_and_changes_a_watch(academy: Any) -> None:
    watch = make_watch(academy)
    make_mention(academy, title="斑纹")
    show_to_watches()
    alert = Alert.objects.get()
    other = academy.user(Role.RESPONSE_OFFICER, academy.top)
    with pytest.raises(PermissionDenied):
        actions.mark_alert_seen(alert, acting_user=other)
    with pytest.raises(PermissionDenied):
        actions.change_watch(watch, acting_user=other, name="x")
    seen = actions.mark_alert_seen(alert, acting_user=watch.owner)
    assert actions.mark_alert_seen(alert, acting_user=watch.owner).seen_at == seen.seen_at is not None


def test_a_watch_without_words_is_refused_and_a_double_post_is_one(academy: Any) -> None:
    with pytest.raises(ValidationError):
        make_watch(academy, any_words=" ，\n")
    assert make_watch(academy, name="一样") == make_watch(academy, name="一样")
