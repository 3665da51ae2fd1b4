"""Topics: opened without a lead, changed, moved between their states."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.enums import MOVES, CoverageState, Public, TopicState
from scicomm.newsroom.models import Topic, TopicSegment
from scicomm.newsroom.permissions import can_edit_topic, can_plan_in
from scicomm.newsroom.rules.topics import move_problem
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

OPENED = audit_entry("newsroom.topic.open", gettext_lazy("Plan topic"), shred=nothing_personal)
CHANGED = audit_entry("newsroom.topic.change", gettext_lazy("Change topic"), shred=nothing_personal)
MOVED = audit_entry("newsroom.topic.move", gettext_lazy("Move topic"), shred=nothing_personal)
PLAN = ("title", "angle", "audience", "languages", "planned_on", "planned_until", "article", "important_date", "editor")
LANGUAGES = ("zh-hans", "en")


class ChangedMeanwhile(ValidationError):
    """Somebody else changed the topic after the form was made."""


def locked_topic(topic: Topic, acting_user: Any) -> Topic:
    """The topic's row, locked, for one who may change it."""
    rows = Topic.objects.select_for_update(of=("self",))
    locked = rows.select_related("unit", "lead", "article", "important_date", "editor").get(pk=topic.pk)
    require(can_edit_topic(acting_user, locked))
    return locked


def topic_changed(topic: Topic, fields: list[str], acting_user: Any) -> None:
    """Count the change and state it; the caller has the row locked."""
    topic.sequence += 1
    topic.save(update_fields=["sequence", "changed_at"])
    subject = ref("newsroom", "topic", topic.pk)
    record(facts.TopicChanged(unit_id=topic.unit_id, subject=subject, actor_id=acting_user.pk, fields=fields))


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's values as they are kept; refuses what cannot be."""
    kept = {name: values[name] for name in PLAN if name in values}
    if "title" in kept:
        kept["title"] = kept["title"].strip()[:300]
        if not kept["title"]:
            raise ValidationError({"title": _("Give it a working title.")})
    if "languages" in kept:
        kept["languages"] = [code for code in LANGUAGES if code in set(kept["languages"])]
    first, last = kept.get("planned_on"), kept.get("planned_until")
    if last and (first is None or last < first):
        raise ValidationError({"planned_until": _("The last day comes before the first.")})
    return kept


@transaction.atomic
def open_topic(
    *, unit: Unit, acting_user: Any, publics: Iterable[str] = (), post_key: uuid.UUID | None = None, **values: Any
) -> Topic:
    """An editor plans a topic without a lead. The same post key gives the same topic."""
    require(can_plan_in(acting_user, unit))
    kept = _clean({"title": "", "editor": acting_user, **values})
    topic, created = Topic.objects.get_or_create(post_key=post_key or uuid.uuid4(), defaults={"unit": unit, **kept})
    if not created:
        require(can_edit_topic(acting_user, topic))
        return topic
    _set_publics(topic, publics)
    audit(OPENED, topic, user=acting_user, new=topic.title)
    about = (ref("journals", "article", topic.article_id),) if topic.article_id else ()
    subject = ref("newsroom", "topic", topic.pk)
    record(facts.TopicOpened(unit_id=unit.pk, subject=subject, about=about, actor_id=acting_user.pk, title=topic.title))
    return topic


def _set_publics(topic: Topic, publics: Iterable[str]) -> bool:
    """Make the publics those named; returns whether anything changed."""
    wanted = {public for public in publics if public in Public.values}
    rows = TopicSegment.objects.filter(topic=topic)
    known = set(rows.values_list("public", flat=True))
    rows.exclude(public__in=wanted).delete()
    order = [public for public in Public.values if public in wanted - known]
    TopicSegment.objects.bulk_create([TopicSegment(topic=topic, public=public) for public in order])
    return wanted != known


@transaction.atomic
def change_topic(
    topic: Topic, *, acting_user: Any, seen: int | None = None, publics: Iterable[str] | None = None, **values: Any
) -> Topic:
    """An editor changes a topic's plan. `seen` is the count of changes the form was made of: a later change refuses it."""
    locked = locked_topic(topic, acting_user)
    if seen is not None and seen != locked.sequence:
        raise ChangedMeanwhile(
            _("Somebody changed this topic meanwhile. Yours is below; look at theirs, then save again.")
        )
    kept = _clean(values)
    changed = [name for name, value in kept.items() if getattr(locked, name) != value]
    old = {name: _shown(getattr(locked, name)) for name in changed}
    for name in changed:
        setattr(locked, name, kept[name])
    if changed:
        locked.save(update_fields=changed)
    if publics is not None and _set_publics(locked, publics):
        changed.append("publics")
    if changed:
        new = {name: _shown(getattr(locked, name)) for name in old}
        if locked.is_confidential:
            old, new = dict.fromkeys(old, ""), dict.fromkeys(new, "")
        audit(CHANGED, locked, user=acting_user, old=old, new=new)
        topic_changed(locked, changed, acting_user)
    return locked


def _shown(value: Any) -> Any:
    """A value as the audit keeps it."""
    return value if isinstance(value, str | list) or value is None else str(getattr(value, "pk", value))


def is_told(topic: Topic) -> bool:
    """Whether anything of a topic is out: a public story, or a coverage that is done."""
    public = topic.dossiers.filter(published_at__isnull=False, withdrawn_at=None).exists()
    return public or topic.coverages.filter(state=CoverageState.DONE).exists()


@transaction.atomic
def move_topic(topic: Topic, state: str, *, acting_user: Any, reason: str = "") -> Topic:
    """An editor moves a topic on or back, or drops it and says why. The state it has already changes nothing."""
    locked = locked_topic(topic, acting_user)
    old = locked.state
    if old == state:
        return locked
    problem = move_problem(MOVES, old, state, reason=reason, is_told=is_told(locked))
    if problem:
        words = {
            "way": _("A topic that is “%(old)s” cannot become that.") % {"old": locked.get_state_display()},
            "reason": _("Say why it is dropped."),
            "untold": _("Nothing of it is out yet: no public story, no coverage that is done."),
        }
        raise ValidationError(words[problem])
    locked.state = state
    locked.drop_reason = reason.strip()[:300] if state == TopicState.DROPPED else ""
    locked.sequence += 1
    locked.save(update_fields=["state", "drop_reason", "sequence", "changed_at"])
    audit(MOVED, locked, user=acting_user, old=old, new=state, reason=locked.drop_reason or None)
    record(
        facts.TopicMoved(
            unit_id=locked.unit_id,
            subject=ref("newsroom", "topic", locked.pk),
            actor_id=acting_user.pk,
            old=old,
            new=state,
            reason=locked.drop_reason,
        )
    )
    return locked
