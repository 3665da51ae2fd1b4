"""Watches are kept fresh, raise once, tell once and not too often; a death anywhere loses nothing and tells nothing twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as mailbox
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from scicomm.listening import actions, queries
from scicomm.listening.clients import WatchJournal
from scicomm.listening.enums import AlertState, WatchMailState
from scicomm.listening.models import Alert, HotTopic, Mention, Watch, WatchMail
from scicomm.listening.permissions import leave_token
from scicomm.listening.rules.watches import NoWatchFile, to_file
from scicomm.listening.tasks import send_watch_mails
from scicomm.listening.tasks.watch_letters import watch_letter
from scicomm.listening.tasks.watches import WatchKeeper, found_by, watch_mentions
from scicomm.organisation.enums import Role
from tests.factories.listening import make_feed, make_mention, make_watch, show_to_watches

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def found(academy: Any, count: int = 1, **values: Any) -> list[Mention]:
    """Mentions of the top unit that a watch for 斑纹 finds, shown to the watches."""
    feed = make_feed(academy)
    some = [make_mention(academy, feed=feed, title=f"斑纹之{n}", **values) for n in range(count)]
    show_to_watches()
    Mention.objects.filter(grouped_at__isnull=True).update(grouped_at=timezone.now())
    return some


def states(watch: Watch) -> list[str]:
    return list(watch.alerts.order_by("pk").values_list("state", flat=True))


def mailed(academy: Any, **values: Any) -> Watch:
    """A watch whose owner has an address and wants mails."""
    watch = make_watch(academy, **{"delivery": "instant", **values})
    owner: Any = watch.owner
    owner.email = f"{owner.username}@inst.example"
    owner.save()
    return watch


def test_the_keeper_follows_every_change_by_reading_what_changed(
    academy: Any, django_assert_num_queries: Callable[..., Any]
) -> None:
    watch, other = make_watch(academy), make_watch(academy, query="湖 NOT 湖南")
    keeper = WatchKeeper()
    keeper.refresh()
    item = queries.watched_items_of([make_mention(academy, title="斑纹 湖")])
    (pk,) = item
    assert [one.watch for one in found_by(keeper, pk, item[pk])] == [watch.pk, other.pk]
    with django_assert_num_queries(2):
        keeper.refresh()
    actions.change_watch(watch, acting_user=watch.owner, any_words="山")
    actions.change_watch(other, acting_user=other.owner, query="斑纹 AND 湖")
    keeper.refresh()
    assert [one.watch for one in found_by(keeper, pk, item[pk])] == [other.pk]
    actions.change_watch(other, acting_user=other.owner, is_on=False)
    third = make_watch(academy)
    keeper.refresh()
    assert [one.watch for one in found_by(keeper, pk, item[pk])] == [third.pk]
    # With its owner a watch goes without a word.
    Watch.objects.filter(pk=third.pk).delete()
    keeper.refresh()
    assert keeper.matcher.keys() == {watch.pk}


def test_a_batch_noted_twice_or_by_two_workers_raises_once(academy: Any) -> None:
    make_watch(academy)
    mention = make_mention(academy, title="斑纹")
    watch_mentions()
    assert Alert.objects.count() == 0, "what was not read yet waits"
    Mention.objects.update(read_at=timezone.now())
    watch = Watch.objects.get()
    twice = [actions.Found(watch.pk, mention.pk, ["斑纹"])]
    assert len(actions.note_watched([mention.pk], twice)) == 1
    assert actions.note_watched([mention.pk], twice) == []
    watch_mentions()
    mention.refresh_from_db()
    assert Alert.objects.count() == 1 and mention.watched_at


def test_scopes_of_a_watch_hold(academy: Any) -> None:
    plain, news, strict = (
        make_watch(academy),
        make_watch(academy, source_classes=["blog"]),
        make_watch(academy, without_own=True, without_copies=True),
    )
    first = make_mention(academy, title="斑纹甲")
    copy = make_mention(academy, title="斑纹乙")
    own = make_mention(academy, title="斑纹丙")
    Mention.objects.filter(pk=copy.pk).update(original=first)
    Mention.objects.filter(pk=own.pk).update(source_class="own")
    show_to_watches()
    assert plain.alerts.count() == 3 and news.alerts.count() == 0
    assert [alert.mention for alert in strict.alerts.all()] == [first]


def test_one_mail_a_topic_and_copy_family_and_a_cap_an_hour(academy: Any) -> None:
    watch = mailed(academy, most_an_hour=2)
    now = timezone.now()
    first, copy, other = found(academy, 3)
    topic = HotTopic.objects.create(key=7, title="斑纹", first_at=now, last_at=now)
    Mention.objects.filter(pk=copy.pk).update(original=first)
    Mention.objects.filter(pk__in=[first.pk, other.pk]).update(topic=topic)
    (mail,) = actions.tell_watch(watch.pk, now)
    assert mail.total == 1 and states(watch) == [AlertState.TOLD, AlertState.FOLDED, AlertState.FOLDED]
    assert actions.tell_watch(watch.pk, now) == []
    found(academy)
    assert len(actions.tell_watch(watch.pk, now + dt.timedelta(minutes=1))) == 1
    found(academy, 38)
    assert actions.tell_watch(watch.pk, now + dt.timedelta(minutes=2)) == [], "the hour's mails are used up"
    (folded,) = actions.tell_watch(watch.pk, now + dt.timedelta(minutes=62))
    assert folded.total == 38 and folded.alerts.count() == 12
    letter = watch_letter(folded)
    assert letter and "37" in letter.subject and "26" in letter.text


def test_quiet_hours_snoozing_and_muting_hold_mails_back_and_lose_nothing(academy: Any) -> None:
    watch = mailed(academy, quiet_from=dt.time(11), quiet_to=dt.time(13))
    found(academy, 2)
    assert actions.tell_watch(watch.pk, NOON) == [] and states(watch) == [AlertState.WAITING] * 2
    actions.mute(watch, source=Mention.objects.first().source, acting_user=watch.owner)  # type: ignore[union-attr]
    assert states(watch) == [AlertState.MUTED] * 2
    found(academy)
    assert states(watch)[-1] == AlertState.MUTED
    actions.unmute(watch, watch.mutes.get().pk, acting_user=watch.owner)
    found(academy)
    actions.snooze_watch(watch, days=3, acting_user=watch.owner)
    later = timezone.now() + dt.timedelta(days=1)
    assert actions.tell_watch(watch.pk, later.replace(hour=10)) == []
    actions.snooze_watch(watch, days=0, acting_user=watch.owner)
    assert len(actions.tell_watch(watch.pk, later.replace(hour=10))) == 1
    with pytest.raises(PermissionDenied):
        actions.snooze_watch(watch, days=1, acting_user=academy.user(Role.RESPONSE_OFFICER, academy.top))


def test_a_digest_comes_at_its_hour_with_all_and_to_everybody_who_reads_along(academy: Any) -> None:
    reader = academy.user(Role.RESPONSE_OFFICER, academy.top)
    watch = mailed(academy, delivery="daily", hour=8, working_days=False, readers=[reader])
    found(academy, 3)
    due = watch.next_at
    assert due and timezone.localtime(due).hour == 8 and queries.watches_to_tell(timezone.now(), 9) == []
    assert queries.watches_to_tell(due, 9) == [watch.pk]
    mails = actions.tell_watch(watch.pk, due)
    assert {(mail.user_id, mail.total, mail.is_digest) for mail in mails} == {
        (watch.owner_id, 3, True),
        (reader.pk, 3, True),
    }
    watch.refresh_from_db()
    assert watch.next_at == due + dt.timedelta(days=1) and actions.tell_watch(watch.pk, due) == []
    stranger = academy.user(Role.CONTRIBUTOR, academy.south_sea)
    with pytest.raises(ValidationError):
        actions.change_watch(watch, acting_user=watch.owner, readers=[stranger])


def test_a_mail_goes_once_whatever_dies_and_its_link_stops_the_next(
    academy: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = mailed(academy)
    found(academy, 2)
    now = timezone.now()
    (mail,) = actions.tell_watch(watch.pk, now)
    # Dies after handing over, before the database knows.
    monkeypatch.setattr(actions, "note_watch_mail", lambda *args, **kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        send_watch_mails()
    monkeypatch.undo()
    assert len(mailbox.outbox) == 1 and WatchJournal().holds(mail.key)
    WatchMail.objects.update(next_try_at=now)
    send_watch_mails()
    mail.refresh_from_db()
    assert len(mailbox.outbox) == 1 and mail.state == WatchMailState.SENT
    letter = mailbox.outbox[0]
    assert letter.extra_headers["List-Unsubscribe-Post"] and "<mark>斑纹</mark>" in str(letter.alternatives[0][0])
    path = re.sub(r"^https?://[^/]+", "", letter.extra_headers["List-Unsubscribe"].strip("<>"))
    assert client.get(path).status_code == 200
    watch.refresh_from_db()
    assert watch.owner_is_mailed, "a program that opens every link stops nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(reverse("listening:leave_watch", args=[leave_token(watch, 1)[:-2] + "xx"])).status_code == 404
    found(academy)
    assert actions.tell_watch(watch.pk, timezone.now()) == []


def test_a_refused_mail_is_tried_again_and_one_nobody_wants_is_not_sent(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = mailed(academy)
    found(academy)
    (mail,) = actions.tell_watch(watch.pk, timezone.now())
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *args: (_ for _ in ()).throw(OSError("no")))
    send_watch_mails()
    mail.refresh_from_db()
    assert mail.state == WatchMailState.QUEUED and mail.error == "OSError" and mail.next_try_at > timezone.now()
    actions.leave_watch(watch, watch.owner_id)
    WatchMail.objects.update(next_try_at=timezone.now())
    send_watch_mails()
    mail.refresh_from_db()
    assert mail.state == WatchMailState.UNWANTED


def test_a_wrong_watch_is_refused_at_its_field(academy: Any) -> None:
    for field, values in {
        "query": {"query": "a AND"},
        "source_classes": {"source_classes": ["tabloid"]},
        "delivery": {"delivery": "pigeon"},
        "hour": {"hour": 24},
        "most_an_hour": {"most_an_hour": 0},
        "quiet_to": {"quiet_from": dt.time(1)},
    }.items():
        with pytest.raises(ValidationError) as caught:
            make_watch(academy, **values)
        assert field in caught.value.message_dict
    assert Watch.objects.count() == 0


def test_watches_are_read_from_a_file_and_doubles_are_named(academy: Any) -> None:
    watch = make_watch(academy, name="甲", any_words="湖\n草原")
    rows = [
        {"name": "甲", "query": "x"},
        {"name": "乙", "query": "湖 OR 草原"},
        {"name": "丙", "query": "(湖"},
        {"name": "丁", "query": "湖 NOT 湖南", "delivery": "daily"},
        {"query": "山"},
    ]
    report = actions.import_watches(to_file(rows).encode(), unit=watch.unit, acting_user=watch.owner)
    assert report.made == ["丁"] and len(report.there) == 2 and "甲" in report.there[1]
    assert report.refused[0][0] == "丙" and "<" not in report.refused[0][1]
    assert Watch.objects.get(name="丁").delivery == "daily"
    with pytest.raises(NoWatchFile):
        actions.import_watches(b"{", unit=watch.unit, acting_user=watch.owner)
