"""Where contacts and letters to them stand in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.audiences.permissions.contacts import keeps_contacts
from scicomm.audiences.views import contacts


@hooks.register("register_admin_urls")
def contact_urls() -> list[Any]:
    return [
        path("contacts/", contacts.listed, name="audiences_contacts"),
        path("contacts/import/", contacts.take_in, name="audiences_contacts_import"),
        path("contacts/new/", contacts.add, name="audiences_contact_new"),
        path("contacts/<int:pk>/remove/", contacts.remove, name="audiences_contact_remove"),
        path("mailings/", contacts.mailings, name="audiences_mailings"),
        path("mailings/new/", contacts.write, name="audiences_mailing_new"),
        path("mailings/<int:pk>/", contacts.mailing, name="audiences_mailing"),
        path("mailings/<int:pk>/edit/", contacts.write, name="audiences_mailing_edit"),
        path("mailings/<int:pk>/plan/", contacts.plan, name="audiences_mailing_plan"),
        path("mailings/<int:pk>/cancel/", contacts.cancel, name="audiences_mailing_cancel"),
    ]


class ContactsItem(MenuItem):
    """Shown to those who keep a unit's contacts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_contacts(request.user)


@hooks.register("register_admin_menu_item")
def contacts_item() -> MenuItem:
    return ContactsItem(_("Contacts"), reverse("audiences_contacts"), name="contacts", icon_name="group", order=335)
