"""Wagtail's groups, derived from units and from the appointments of today."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from scicomm.organisation.enums import EDITORS, Role
from scicomm.organisation.models import Appointment, Unit, UnitPage, User
from scicomm.organisation.permissions import forget_duties

_PAGE_RIGHTS = ("add_page", "change_page", "lock_page", "unlock_page")
# Wagtail asks for the rights of its own image and document models, also where a project has models of its own.
_FILE_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
_FILE_APPS = ("wagtailimages", "wagtaildocs")


def unit_group(unit: Unit) -> Group:
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


def writers_group(unit: Unit) -> Group:
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
