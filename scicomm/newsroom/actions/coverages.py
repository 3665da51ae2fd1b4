"""In which forms a topic is told, and what it stands on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.models import Asset
from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.actions.topics import locked_topic, topic_changed
from scicomm.newsroom.enums import CoverageKind, CoverageState, SourceKind
from scicomm.newsroom.models import Coverage, Lead, Topic, TopicSource
from scicomm.newsroom.permissions import can_move_coverage
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import require

SET = audit_entry("newsroom.coverage.set", gettext_lazy("Plan coverage"), shred=shred_fields("person"))
MOVED = audit_entry("newsroom.coverage.move", gettext_lazy("Move coverage"), shred=shred_fields("person"))
SOURCED = audit_entry("newsroom.topic.source", gettext_lazy("Add source"), shred=shred_fields("new"))
UNSOURCED = audit_entry("newsroom.topic.unsource", gettext_lazy("Remove source"), shred=shred_fields("old"))
MOST_SOURCES = 40
MOST_COVERAGES = 40
_is_address = URLValidator(schemes=["http", "https"])


def _state(coverage: Coverage, topic: Topic, acting_user: Any) -> None:
    record(
        facts.CoverageSet(
            unit_id=topic.unit_id,
            subject=ref("newsroom", "coverage", coverage.pk),
            about=(ref("newsroom", "topic", topic.pk),),
            actor_id=acting_user.pk,
            kind=coverage.kind,
            state=coverage.state,
        )
    )


@transaction.atomic
def set_coverage(
    topic: Topic,
    *,
    kind: str,
    acting_user: Any,
    coverage: Coverage | None = None,
    note: str = "",
    person: Person | None = None,
    due_on: dt.date | None = None,
) -> Coverage:
    """Plan a coverage of a topic, or change one: form, what exactly, who, until when. The same values change nothing."""
    locked = locked_topic(topic, acting_user)
    if kind not in CoverageKind.values:
        raise ValidationError({"kind": _("Choose a form.")})
    values = {"kind": kind, "note": note.strip()[:300], "person": person, "due_on": due_on}
    if coverage is None:
        if Coverage.objects.filter(topic=locked).count() >= MOST_COVERAGES:
            raise ValidationError(_("A topic has %(count)s coverages at most.") % {"count": MOST_COVERAGES})
        row = Coverage.objects.create(topic=locked, **values)
    else:
        row = Coverage.objects.select_for_update(of=("self",)).get(pk=coverage.pk, topic=locked)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, values[name])
        row.sequence += 1
        row.save()
    audit(SET, locked, user=acting_user, new=kind, person=person.pk if person else None)
    _state(row, locked, acting_user)
    return row


@transaction.atomic
def move_coverage(coverage: Coverage, state: str, *, acting_user: Any) -> Coverage:
    """Whoever makes it, or an editor, says how far a coverage is: planned, under way, done, dropped."""
    row = (
        Coverage.objects.select_for_update(of=("self",))
        .select_related("topic__unit", "topic__lead", "person")
        .get(pk=coverage.pk)
    )
    require(can_move_coverage(acting_user, row))
    if state not in CoverageState.values:
        raise ValidationError(_("Choose how far it is."))
    if row.state == state:
        return row
    old, row.state = row.state, state
    row.sequence += 1
    row.save(update_fields=["state", "sequence", "changed_at"])
    audit(MOVED, row.topic, user=acting_user, old=old, new=state)
    _state(row, row.topic, acting_user)
    return row


@transaction.atomic
def add_source(
    topic: Topic,
    *,
    acting_user: Any,
    article: Article | None = None,
    lead: Lead | None = None,
    asset: Asset | None = None,
    url: str = "",
    label: str = "",
) -> TopicSource:
    """Note what a topic stands on: one paper, lead, image resource or link. The same again is the one that is there.

    Whether the user may meet the lead or the asset is asked where it is chosen: the object is fetched with permission.
    """
    locked = locked_topic(topic, acting_user)
    given = {"article": article, "lead": lead, "asset": asset, "link": url.strip()}
    kinds = [kind for kind, value in given.items() if value]
    if len(kinds) != 1:
        raise ValidationError(_("Give one source: a paper, a lead, an image resource or a link."))
    if kinds == ["link"]:
        _is_address(url.strip())
    known = TopicSource.objects.filter(
        topic=locked, kind=kinds[0], article=article, lead=lead, asset=asset, url=url.strip()
    ).first()
    if known:
        return known
    if TopicSource.objects.filter(topic=locked).count() >= MOST_SOURCES:
        raise ValidationError(_("A topic has %(count)s sources at most.") % {"count": MOST_SOURCES})
    row = TopicSource.objects.create(
        topic=locked, kind=SourceKind(kinds[0]), article=article, lead=lead, asset=asset, url=url.strip(),
        label=label.strip()[:200],
    )  # fmt: skip
    audit(SOURCED, locked, user=acting_user, new=str(row))
    topic_changed(locked, ["sources"], acting_user)
    return row


@transaction.atomic
def remove_source(source: TopicSource, *, acting_user: Any) -> None:
    """Take a source off a topic; one that is gone already changes nothing."""
    locked = locked_topic(source.topic, acting_user)
    row = TopicSource.objects.filter(pk=source.pk, topic=locked).first()
    if row is None:
        return
    audit(UNSOURCED, locked, user=acting_user, old=str(row))
    row.delete()
    topic_changed(locked, ["sources"], acting_user)
