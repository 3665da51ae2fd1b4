"""The demonstration's units, people and accounts; their roles are appointments made by the real action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from scicomm.config.demo.clock import Calendar, as_of
from scicomm.config.demo.data import DemoData
from scicomm.config.new_academy import kind_of_unit, site_address
from scicomm.core.models import Subject
from scicomm.core.progress import Progress
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import set_up_review
from scicomm.organisation.actions import appoint, create_home_pages, create_unit
from scicomm.organisation.models import Person, Unit, User

ADMIN = "admin"


def _set_up(data: DemoData) -> None:
    top = data.units[0]
    host, port = site_address()
    create_home_pages(title_zh=top["name_zh"], title_en=top["name_en"], host=host, port=port)
    set_up_review()
    for row in data.academy["subjects"]:
        Subject.objects.get_or_create(code=row["code"], defaults={"name_zh": row["name_zh"], "name_en": row["name_en"]})


def _unit(row: dict[str, Any]) -> None:
    if Unit.objects.filter(slug=row["slug"]).exists():
        return
    parent = Unit.objects.get(slug=row["parent"]) if row["parent"] else None
    values = {name: value for name, value in row.items() if name not in {"kind", "parent"}}
    create_unit(kind=kind_of_unit(row["kind"]), parent=parent, **values)


def account(username: str, email: str, password: str, **values: Any) -> User:
    """An account with a proven address; `password` is a hash. One that exists stays as it is."""
    user, created = User.objects.get_or_create(
        username=username, defaults={"email": email, "password": password, **values}
    )
    if created:
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


@transaction.atomic
def _person(row: dict[str, Any], password: str, starts_on: dt.date) -> None:
    values = {
        "unit": Unit.objects.get(slug=row["unit"]),
        "family_name_zh": row["family_zh"],
        "given_name_zh": row["given_zh"],
        "family_name_en": row["family_en"],
        "given_name_en": row["given_en"],
        "title_zh": row["title_zh"],
        "title_en": row["title_en"],
        "email": row["email"],
        "speaks_on_zh": "、".join(row["expertise_zh"]),
        "speaks_on_en": ", ".join(row["expertise_en"]),
        "is_expert": any(held["role"] == "contributor" for held in row["appointments"]),
    }
    person, _created = Person.objects.get_or_create(orcid=row["orcid"], defaults=values)
    if row["user"] and person.user is None:
        person.user = account(
            row["key"], row["email"], password, first_name=row["given_zh"], last_name=row["family_zh"]
        )
        person.save(update_fields=["user"])
    for held in row["appointments"]:
        appoint(person, held["role"], Unit.objects.get(slug=held["unit"]), starts_on=starts_on)


def _expertise(data: DemoData) -> None:
    """What people know about: the subjects of the journals of their unit's papers are told by the stories they speak in."""
    subjects = {row["slug"]: row["subjects"] for row in data.journals}
    journal_of = {paper.doi: paper.journal for paper in data.papers}
    for story in data.stories:
        codes = subjects.get(journal_of.get(story.article, ""), [])
        for person in Person.objects.filter(user__username__in=story.experts):
            person.expertise.add(*Subject.objects.filter(code__in=codes))


def _steps(data: DemoData, calendar: Calendar) -> Iterator[Callable[[], object]]:
    # One hash for all: the accounts share a published password, and each hash takes a tenth of a second.
    password = make_password(settings.SCICOMM_DEMO_PASSWORD)
    starts_on = calendar.foundation.date()
    yield lambda: _set_up(data)
    for unit in data.units:
        yield lambda unit=unit: _unit(unit)  # type: ignore[misc]
    for person in data.people:
        yield lambda person=person: _person(person, password, starts_on)  # type: ignore[misc]
    yield lambda: account(ADMIN, "admin@demo.example", password, is_superuser=True, is_staff=True)
    yield lambda: _expertise(data)


def step_count(data: DemoData) -> int:
    return len(data.units) + len(data.people) + 3


def build_organisation(data: DemoData, calendar: Calendar, bar: Progress) -> None:
    """Home pages, review workflow, subjects, units, people, accounts and appointments, as of the academy's first day."""
    with as_of(calendar.foundation):
        for step in bar.track(_steps(data, calendar)):
            step()
        Worker().drain()
