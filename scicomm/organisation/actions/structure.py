"""Every change of state of units, people and appointments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import organisation as facts
from scicomm.facts.base import ref
from scicomm.organisation.enums import EDITORS, Role
from scicomm.organisation.models import AcademyPage, Appointment, Person, Unit, UnitKind, UnitPage, User
from scicomm.organisation.permissions import forget_duties, holds, require, rules_the_house

UNIT_CREATED = audit_entry("organisation.unit.create", _("Create unit"), shred=nothing_personal)
UNIT_CHANGED = audit_entry("organisation.unit.edit", _("Change unit"), shred=nothing_personal)
APPOINTED = audit_entry("organisation.appointment.make", _("Appoint"), shred=shred_fields("person"))
APPOINTMENT_ENDED = audit_entry("organisation.appointment.end", _("End appointment"), shred=shred_fields("person"))
ACCOUNT_OPENED = audit_entry("organisation.account.open", _("Open account"), shred=shred_fields("username"))
KIND_SAVED = audit_entry("organisation.kind.edit", _("Save kind of unit"), shred=nothing_personal)
PERSON_CHANGED = audit_entry("organisation.person.edit", _("Change person"), shred=lambda data: {})

_PAGE_RIGHTS = ("add_page", "change_page", "lock_page", "unlock_page")
# Wagtail asks for the rights of its own image and document models, also where a project has models of its own.
_FILE_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
_FILE_APPS = ("wagtailimages", "wagtaildocs")


def _may_administer(user: Any, unit: Unit | None) -> bool:
    """Administrators of the unit or above; the system itself (no user) sets up the first units."""
    return user is None or user.is_superuser or (unit is not None and holds(user, [Role.ADMINISTRATOR], unit))


@transaction.atomic
def create_unit(*, kind: UnitKind, parent: Unit | None, acting_user: Any = None, **values: Any) -> Unit:
    """Add a unit to the tree, with its collection, its page in each language and its group of editors."""
    require(_may_administer(acting_user, parent))
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
        _add_unit_page(unit, home)
    _unit_group(unit)
    _writers_group(unit)
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


def _add_unit_page(unit: Unit, home: AcademyPage) -> UnitPage:
    twin = UnitPage.objects.filter(unit=unit).first()
    english = home.locale.language_code == "en"
    page = UnitPage(
        unit=unit,
        title=unit.name_en if english else unit.name_zh,
        slug=unit.slug,
        locale=home.locale,
        **({"translation_key": twin.translation_key} if twin else {}),
    )
    home.refresh_from_db()
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def _unit_group(unit: Unit) -> Group:
    """The Wagtail group of a unit's editors: their pages and their collection, nothing above and nothing beside."""
    group, _created = Group.objects.get_or_create(name=f"unit:{unit.slug}")
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    page_rights = Permission.objects.filter(codename__in=_PAGE_RIGHTS, content_type__app_label="wagtailcore")
    for page in UnitPage.objects.filter(unit=unit):
        for right in page_rights:
            GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=right)
    for right in Permission.objects.filter(codename__in=_FILE_RIGHTS, content_type__app_label__in=_FILE_APPS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=unit.collection, permission=right)
    return group


def _writers_group(unit: Unit) -> Group:
    """The Wagtail group of a unit's contributors: with "add" alone they open and edit the pages that they began themselves."""
    group, _created = Group.objects.get_or_create(name=f"writers:{unit.slug}")
    right = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
    for page in UnitPage.objects.filter(unit=unit):
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=right)
    return group


def staff_group() -> Group:
    """The group of everyone who may enter the staff screens; it gives nothing else."""
    group, created = Group.objects.get_or_create(name="staff")
    if created:
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    return group


def administrators_group() -> Group:
    """The group of those who run the whole house: they see to failed deliveries and to the working-day calendar."""
    group, created = Group.objects.get_or_create(name="administrators")
    if created:
        rights = ("change_workingyear", "change_delivery")
        group.permissions.add(*Permission.objects.filter(codename__in=rights, content_type__app_label="core"))
    return group


@transaction.atomic
def sync_groups_of(user: User) -> None:
    """Derive a user's Wagtail groups from their appointments of today."""
    current = Appointment.objects.current().filter(person__user=user).select_related("unit")
    names = {f"unit:{appointment.unit.slug}" for appointment in current if appointment.role in EDITORS}
    names |= {f"writers:{held.unit.slug}" for held in current if held.role == Role.CONTRIBUTOR}
    groups = list(Group.objects.filter(name__in=names))
    if any(appointment.role == Role.ADMINISTRATOR and appointment.unit.depth == 1 for appointment in current):
        groups.append(administrators_group())
    user.groups.set([*groups, staff_group()] if current else [])
    forget_duties(user)


def sync_all_groups() -> int:
    """Derive everybody's groups anew: appointments begin and end by the calendar, without anyone pressing a button."""
    users = User.objects.filter(Q(person__appointments__isnull=False) | Q(groups__isnull=False)).distinct()
    for user in users:
        sync_groups_of(user)
    return len(users)


@transaction.atomic
def appoint(
    person: Person,
    role: str,
    unit: Unit,
    *,
    acting_user: Any = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Appointment:
    """Give a person a role in a unit. Appointing twice changes nothing.

    Raises ValidationError where the role is held without an end and other days are asked for: nothing is dropped in silence.
    """
    require(_may_administer(acting_user, unit))
    if known := _held_already(person, role, unit, starts_on, ends_on):
        return known
    appointment = Appointment.objects.create(
        person=person, role=role, unit=unit, starts_on=starts_on or timezone.localdate(), ends_on=ends_on
    )
    if person.user:
        sync_groups_of(person.user)
    audit(APPOINTED, appointment, user=acting_user, new={"person": person.name_en, "role": role, "unit": unit.slug})
    record(facts.AppointmentMade(**_about_appointment(appointment, acting_user)))
    return appointment


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, acting_user: Any = None, ends_on: dt.date | None = None
) -> Appointment:
    """End an appointment; rights go with it the day after its last day (yesterday by default: at once)."""
    require(_may_administer(acting_user, appointment.unit))
    last_day = ends_on or timezone.localdate() - dt.timedelta(days=1)
    appointment.ends_on = max(last_day, appointment.starts_on)
    if appointment.ends_on == appointment.starts_on and last_day < appointment.starts_on:
        appointment.starts_on = appointment.ends_on = last_day
    appointment.save(update_fields=["starts_on", "ends_on"])
    if appointment.person.user:
        sync_groups_of(appointment.person.user)
    audit(APPOINTMENT_ENDED, appointment, user=acting_user, new={"ends_on": appointment.ends_on.isoformat()})
    record(facts.AppointmentEnded(**_about_appointment(appointment, acting_user)))
    return appointment


def _held_already(
    person: Person, role: str, unit: Unit, starts_on: dt.date | None, ends_on: dt.date | None
) -> Appointment | None:
    """The same appointment, where there is one; refuses to make a second one beside one that is open."""
    held = Appointment.objects.filter(person=person, role=role, unit=unit)
    same = held.filter(ends_on=ends_on) if ends_on else held.filter(ends_on__isnull=True)
    found = same.filter(**({"starts_on": starts_on} if starts_on else {})).first()
    if found:
        return found
    still = held.filter(ends_on__isnull=True).first()
    if still:
        words = _(
            "%(name)s holds this role here already, from %(day)s on and without an end. End that appointment first."
        )
        raise ValidationError(words % {"name": person.name, "day": still.starts_on.isoformat()})
    return None


def _about_appointment(appointment: Appointment, acting_user: Any) -> dict[str, Any]:
    return {
        "unit_id": appointment.unit_id,
        "subject": ref("organisation", "appointment", appointment.pk),
        "about": (ref("organisation", "person", appointment.person_id),),
        "actor_id": getattr(acting_user, "pk", None),
        "role": appointment.role,
    }


@transaction.atomic
def change_unit(unit: Unit, *, acting_user: Any, **values: Any) -> Unit:
    """Change how a unit is named and described; its place in the tree and its address stay."""
    require(_may_administer(acting_user, unit))
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


@transaction.atomic
def save_person(person: Person, *, acting_user: Any, expertise: Any = None, **values: Any) -> Person:
    """Add a person, or change one. A person moved to another unit is given by the one and taken by the other."""
    if person.pk:
        require(_may_administer(acting_user, Person.objects.select_related("unit").get(pk=person.pk).unit))
    for name, value in values.items():
        setattr(person, name, value)
    require(_may_administer(acting_user, person.unit))
    person.orcid = person.orcid or None
    person.full_clean()
    person.save()
    if expertise is not None:
        person.expertise.set(expertise)
    audit(PERSON_CHANGED, person, user=acting_user, new=sorted(values))
    return person


@transaction.atomic
def open_account(person: Person, *, username: str, email: str, acting_user: Any) -> User:
    """Give a person an account without a password; a link to choose one goes out by mail. Twice changes nothing."""
    require(_may_administer(acting_user, person.unit))
    row = Person.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=person.pk)
    if row.user:
        return row.user
    user = User(username=username, email=email)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    row.user = user
    row.save(update_fields=["user"])
    sync_groups_of(user)
    audit(ACCOUNT_OPENED, row, user=acting_user, new={"username": username})
    record(
        facts.AccountOpened(
            unit_id=row.unit_id,
            subject=ref("organisation", "person", row.pk),
            about=(),
            actor_id=getattr(acting_user, "pk", None),
            language=(get_language() or "zh-hans"),
        )
    )
    return user


@transaction.atomic
def create_home_pages(*, title_zh: str, title_en: str, host: str, port: int) -> dict[str, AcademyPage]:
    """The academy's home page in each language, and the site that shows them; idempotent."""
    found = {page.locale.language_code: page for page in AcademyPage.objects.select_related("locale")}
    if found:
        return found
    root = Page.get_first_root_node()
    for welcome in root.get_children():
        welcome.delete()
    key = None
    for code, title in (("zh-hans", title_zh), ("en", title_en)):
        locale, _created = Locale.objects.get_or_create(language_code=code)
        page = AcademyPage(title=title, slug=f"home-{code}", locale=locale, **({"translation_key": key} if key else {}))
        Page.get_first_root_node().add_child(instance=page)
        page.save_revision().publish()
        key = page.translation_key
        found[code] = page
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": host, "port": port, "root_page": found["zh-hans"], "site_name": title_zh},
    )
    return found
