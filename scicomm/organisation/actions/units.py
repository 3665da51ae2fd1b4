"""Every change of state of units and kinds of unit."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import organisation as facts
from scicomm.facts.base import ref
from scicomm.organisation.actions.groups import unit_group, writers_group
from scicomm.organisation.actions.pages import add_unit_page
from scicomm.organisation.models import AcademyPage, Unit, UnitKind
from scicomm.organisation.permissions import may_set_up, require, rules_the_house

UNIT_CREATED = audit_entry("organisation.unit.create", _("Create unit"), shred=nothing_personal)
UNIT_CHANGED = audit_entry("organisation.unit.edit", _("Change unit"), shred=nothing_personal)
KIND_SAVED = audit_entry("organisation.kind.edit", _("Save kind of unit"), shred=nothing_personal)


@transaction.atomic
def create_unit(*, kind: UnitKind, parent: Unit | None, acting_user: Any = None, **values: Any) -> Unit:
    """Add a unit to the tree, with its collection, its page in each language and its group of editors."""
    require(may_set_up(acting_user, parent))
    unit = Unit(kind=kind, **values)
    if parent is None:
        Unit.add_root(instance=unit)
    else:
        Unit.objects.get(pk=parent.pk).add_child(instance=unit)
    unit.collection = Collection.get_first_root_node().add_child(
        instance=Collection(name=f"{unit.name_zh} {unit.name_en}")
    )
    unit.save(update_fields=["collection"])
    for home in AcademyPage.objects.select_related("locale"):
        add_unit_page(unit, home)
    unit_group(unit)
    writers_group(unit)
    audit(UNIT_CREATED, unit, user=acting_user, new=unit.slug)
    record(
        facts.UnitCreated(
            unit_id=unit.pk,
            subject=ref("organisation", "unit", unit.pk),
            about=(ref("organisation", "unit", parent.pk),) if parent else (),
            actor_id=getattr(acting_user, "pk", None),
            slug=unit.slug,
        )
    )
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, acting_user: Any, **values: Any) -> Unit:
    """Change how a unit is named and described; its place in the tree and its address stay."""
    require(may_set_up(acting_user, unit))
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    old = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(values))
    audit(UNIT_CHANGED, row, user=acting_user, old=old, new=values)
    return row


@transaction.atomic
def save_kind(kind: UnitKind, *, acting_user: Any, **values: Any) -> UnitKind:
    """Add a kind of unit or change how one is named. Its code stays, because set-ups and exports name it."""
    require(rules_the_house(acting_user))
    row = UnitKind.objects.select_for_update().get(pk=kind.pk) if kind.pk else kind
    if kind.pk:
        values.pop("code", None)
    old = {name: getattr(row, name) for name in values} if kind.pk else None
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    audit(KIND_SAVED, row, user=acting_user, old=old, new=values)
    return row
