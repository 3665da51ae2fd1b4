"""Watches: standing queries made and changed by their owners; every change gets the next generation's number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.queries import calendar
from scicomm.listening.enums import AlertState, Delivery, SourceClass
from scicomm.listening.models import HotTopic, Watch, WatchGeneration, WatchMute, WatchReader
from scicomm.listening.permissions import can_change_watch, can_read_watch, can_watch
from scicomm.listening.rules.watches import QueryError, next_digest
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import require

CREATED = audit_entry("listening.watch.create", gettext_lazy("Create watch"), shred=nothing_personal)
CHANGED = audit_entry("listening.watch.change", gettext_lazy("Change watch"), shred=nothing_personal)
REMOVED = audit_entry("listening.watch.remove", gettext_lazy("Remove watch"), shred=nothing_personal)
MUTED = audit_entry("listening.watch.mute", gettext_lazy("Mute or snooze watch"), shred=nothing_personal)
LEFT = audit_entry("listening.watch.leave", gettext_lazy("No more mails of a watch"), shred=nothing_personal)

CHANGEABLE = (
    "name", "query", "any_words", "all_words", "none_words", "language", "source_classes", "without_own", "without_copies",
    "once_a_topic", "delivery", "hour", "weekday", "working_days", "most_an_hour", "quiet_from", "quiet_to", "is_on",
)  # fmt: skip
MOST_AN_HOUR = 60
LONGEST_SNOOZE = dt.timedelta(days=90)


def next_generation() -> int:
    """The next number, held by this transaction until it ends: who asks for newer ones later misses none."""
    row = WatchGeneration.objects.select_for_update().get_or_create(pk=1)[0]
    row.number += 1
    row.save(update_fields=["number"])
    return row.number


@transaction.atomic
def create_watch(
    *, unit: Unit, name: str, acting_user: Any, readers: Iterable[User] = (), **values: Any
) -> Watch:  # fmt: skip
    """A standing query of the acting user in a unit; `values` are fields of `CHANGEABLE`. The same name there gives the watch
    that is there (a double post is one)."""
    require(can_watch(acting_user, unit))
    if not name.strip():
        raise ValidationError({"name": _("Give the watch a name.")})
    watch = Watch(owner=acting_user, unit=unit, name=name.strip()[:120])
    known = Watch.objects.filter(owner=acting_user, unit=unit, name=watch.name).first()
    if known:
        return known
    for field in CHANGEABLE:
        if field in values and field != "name":
            setattr(watch, field, values[field])
    _check(watch)
    watch.next_at = next_mail(watch)
    watch.generation = next_generation()
    watch.save()
    _set_readers(watch, readers)
    audit(CREATED, watch, user=acting_user, new=_words_of(watch))
    return watch


def _check(watch: Watch) -> None:
    """Refuse what cannot be watched, at its field."""
    wrong: dict[str, Any] = {}
    try:
        _node = watch.node
    except QueryError as error:
        if not watch.query.strip():
            raise ValidationError(_("Give at least one word to look for.")) from error
        wrong["query"] = error.marked(watch.query)
    if not isinstance(watch.source_classes, list) or not set(watch.source_classes) <= set(SourceClass.values):
        wrong["source_classes"] = _("There is no such class of sources.")
    if watch.delivery not in Delivery.values:
        wrong["delivery"] = _("There is no such way to tell.")
    if not 0 <= watch.hour <= 23:
        wrong["hour"] = _("An hour is a number from 0 to 23.")
    if not 1 <= watch.most_an_hour <= MOST_AN_HOUR:
        wrong["most_an_hour"] = _("Give a number from 1 to %(most)s.") % {"most": MOST_AN_HOUR}
    if (watch.quiet_from is None) != (watch.quiet_to is None):
        wrong["quiet_to"] = _("Quiet hours need a beginning and an end.")
    if wrong:
        raise ValidationError(wrong)


def next_mail(watch: Watch, now: dt.datetime | None = None) -> dt.datetime | None:
    """When the next digest of a watch is due; None where it writes at once or never."""
    if watch.delivery in {Delivery.DESK, Delivery.INSTANT}:
        return None
    here = timezone.localtime(now or timezone.now())
    return next_digest(
        here,
        rhythm=watch.delivery,
        hour=watch.hour,
        weekday=watch.weekday,
        working_days=watch.working_days,
        calendar=calendar(),
    )


def _words_of(watch: Watch) -> dict[str, Any]:
    """The fields as the audit keeps them."""
    found = {name: getattr(watch, name) for name in CHANGEABLE}
    return {name: value.isoformat() if isinstance(value, dt.time) else value for name, value in found.items()}


def _set_readers(watch: Watch, readers: Iterable[User]) -> bool:
    """Who reads along: only those who may see what the unit listens to. Returns whether anybody came or went."""
    wanted = {user.pk: user for user in readers if user.pk != watch.owner_id}
    now = set(watch.reading.values_list("user_id", flat=True))
    for user in (user for pk, user in wanted.items() if pk not in now):
        if not can_read_watch(user, watch.unit):
            raise ValidationError({"readers": _("%(name)s has no duty in this unit or above it.") % {"name": user}})
        WatchReader.objects.create(watch=watch, user=user)
    watch.reading.exclude(user__in=wanted).delete()
    return now != set(wanted)


@transaction.atomic
def change_watch(watch: Watch, *, acting_user: Any, readers: Iterable[User] | None = None, **values: Any) -> Watch:
    """Change a watch; only its owner does. Alerts that were raised stay."""
    locked = Watch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=watch.pk)
    require(can_change_watch(acting_user, locked))
    old = _words_of(locked)
    if readers is not None:
        _set_readers(locked, readers)
    changed = [name for name in CHANGEABLE if name in values and values[name] != getattr(locked, name)]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, values[name])
    _check(locked)
    if locked.delivery == Delivery.DESK:
        locked.alerts.filter(state=AlertState.WAITING).update(state=AlertState.DESK)
    locked.next_at = next_mail(locked)
    locked.generation = next_generation()
    locked.save(update_fields=[*changed, "next_at", "generation"])
    audit(CHANGED, locked, user=acting_user, old=old, new=_words_of(locked))
    return locked


@transaction.atomic
def remove_watch(watch: Watch, *, acting_user: Any) -> None:
    """Remove a watch with its alerts; only its owner does."""
    locked = Watch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=watch.pk)
    require(can_change_watch(acting_user, locked))
    audit(REMOVED, locked, user=acting_user, old=_words_of(locked))
    next_generation()
    locked.delete()


@transaction.atomic
def snooze_watch(watch: Watch, *, days: int, acting_user: Any) -> Watch:
    """No mails for so many days (0 ends it); what is found meanwhile waits and comes together."""
    locked = Watch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=watch.pk)
    require(can_change_watch(acting_user, locked))
    pause = min(dt.timedelta(days=max(0, days)), LONGEST_SNOOZE)
    locked.snoozed_until = timezone.now() + pause if pause else None
    locked.save(update_fields=["snoozed_until"])
    audit(MUTED, locked, user=acting_user, days=pause.days)
    return locked


@transaction.atomic
def mute(watch: Watch, *, acting_user: Any, topic: HotTopic | None = None, source: str = "") -> WatchMute:
    """No mails about a topic, or about what a source says; it still stands on the desk. Doing it twice changes nothing."""
    locked = Watch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=watch.pk)
    require(can_change_watch(acting_user, locked))
    if (topic is None) == (not source):
        raise ValidationError(_("Say which topic or which source."))
    row, fresh = WatchMute.objects.get_or_create(watch=locked, topic=topic, source=source[:200])
    if fresh:
        waiting = locked.alerts.filter(state=AlertState.WAITING)
        waiting = waiting.filter(mention__topic=topic) if topic else waiting.filter(mention__source=row.source)
        waiting.update(state=AlertState.MUTED)
        audit(MUTED, locked, user=acting_user, new={"topic": topic.pk if topic else None, "source": row.source})
    return row


@transaction.atomic
def unmute(watch: Watch, row_id: int, *, acting_user: Any) -> None:
    """Mails again about what was muted."""
    locked = Watch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=watch.pk)
    require(can_change_watch(acting_user, locked))
    locked.mutes.filter(pk=row_id).delete()
    audit(MUTED, locked, user=acting_user, removed=row_id)


@transaction.atomic
def leave_watch(watch: Watch, user_id: int, *, again: bool = False) -> None:
    """The holder of a signed link wants no more mails of a watch (or again); the desk still shows what it finds."""
    locked = Watch.objects.select_for_update().get(pk=watch.pk)
    if locked.owner_id == user_id:
        locked.owner_is_mailed = again
        locked.save(update_fields=["owner_is_mailed"])
    locked.reading.filter(user_id=user_id).update(is_mailed=again)
    audit(LEFT, locked, user=User.objects.filter(pk=user_id).first(), new=again)
