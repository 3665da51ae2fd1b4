"""Contacts of the walled unit and a letter to them, each with a word nobody else may read."""

from __future__ import annotations

import datetime as dt

from scicomm.audiences.actions import contacts, mailings
from scicomm.audiences.models import Contact, ContactList, Mailing
from scicomm.audiences.rules.contacts import ContactRow
from tests.walls.world import World, private


@private(ContactList)
def make_contact_list(world: World) -> ContactList:
    return ContactList.objects.create(unit=world.unit, name=world.secret("contactlist"))


@private(Contact)
def make_contact(world: World) -> Contact:
    row = ContactRow(
        email="zz7qxjcontact@paper.example",
        name=world.secret("contact"),
        organisation=world.secret("contactoutlet"),
        kind="journalist",
        proof=world.secret("contactproof"),
        proof_on=dt.date(2026, 1, 5),
    )
    return contacts.add_contact(world.unit, row, acting_user=world.officer, lists=[world.one(ContactList)])


@private(Mailing)
def make_mailing(world: World) -> Mailing:
    return mailings.write_mailing(
        None, unit=world.unit, acting_user=world.officer, language="zh-hans", subject=world.secret("mailing"),
        text=world.secret("mailingtext"), lists=[world.one(ContactList)],
    )  # fmt: skip
