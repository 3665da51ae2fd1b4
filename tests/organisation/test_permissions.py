"""Duties follow the tree downward; changing things is for the very unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from scicomm.core.models import FactRecord
from scicomm.organisation.actions import appoint, end_appointment
from scicomm.organisation.enums import EDITORS, OVERSEERS, Role
from scicomm.organisation.models import Appointment, Unit
from scicomm.organisation.permissions import (
    current_holders,
    get_unit_for,
    holds,
    holds_here,
    is_staff,
    units_here,
    units_under,
)


def test_a_duty_reaches_down_and_not_sideways(academy: Any) -> None:
    coordinator = academy.user(Role.COORDINATOR, academy.north)
    assert set(units_under(coordinator)) == {academy.north, academy.north_lake, academy.north_hill}
    assert holds(coordinator, [Role.COORDINATOR], academy.north_lake)
    assert not holds(coordinator, [Role.COORDINATOR], academy.south_sea)
    assert not holds(coordinator, [Role.COORDINATOR], academy.top)


def test_editing_is_for_the_very_unit(academy: Any) -> None:
    coordinator = academy.user(Role.COORDINATOR, academy.north)
    assert set(units_here(coordinator, EDITORS)) == {academy.north}
    assert not holds_here(coordinator, EDITORS, academy.north_lake)


def test_a_contributor_oversees_nothing(academy: Any) -> None:
    contributor = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    assert is_staff(contributor)
    assert not units_under(contributor, OVERSEERS).exists()


def test_rights_end_with_the_appointment(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    assert officer.groups.filter(name="unit:north-lake").exists()
    end_appointment(Appointment.objects.get(person__user=officer), acting_user=academy.superuser)
    officer = type(officer).objects.get(pk=officer.pk)
    assert not is_staff(officer)
    assert not officer.groups.exists()


def test_an_appointment_of_the_future_gives_nothing_yet(academy: Any) -> None:
    person = academy.person(academy.north_lake, signs_in=True)
    appoint(person, Role.FIRST_REVIEWER, academy.north_lake, starts_on=dt.date(2999, 1, 1))
    assert not is_staff(person.user)


def test_only_an_administrator_of_the_place_appoints(academy: Any) -> None:
    person = academy.person(academy.north_lake)
    with pytest.raises(PermissionDenied):
        appoint(person, Role.OBSERVER, academy.north_lake, acting_user=academy.user(Role.ADMINISTRATOR, academy.south))
    made = appoint(
        person, Role.OBSERVER, academy.north_lake, acting_user=academy.user(Role.ADMINISTRATOR, academy.north)
    )
    assert (
        FactRecord.objects.filter(
            name="organisation.appointment_made", subject=f"organisation.appointment:{made.pk}"
        ).count()
        == 1
    )


def test_appointing_twice_changes_nothing(academy: Any) -> None:
    person = academy.person(academy.north_lake)
    assert appoint(person, Role.OBSERVER, academy.north) == appoint(person, Role.OBSERVER, academy.north)


def test_the_nearest_holder_above_stands_in(academy: Any) -> None:
    reviewer = academy.user(Role.SECOND_REVIEWER, academy.north)
    academy.user(Role.SECOND_REVIEWER, academy.top)
    assert list(current_holders(academy.north_lake, Role.SECOND_REVIEWER)) == [reviewer.person]


def test_another_units_address_answers_404(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    assert get_unit_for(officer, "north-lake") == academy.north_lake
    with pytest.raises(Http404):
        get_unit_for(officer, "south-sea")


def test_units_have_pages_in_both_languages_and_a_collection(academy: Any) -> None:
    unit = Unit.objects.get(slug="north-lake")
    assert sorted(page.locale.language_code for page in unit.pages.all()) == ["en", "zh-hans"]
    assert len({page.translation_key for page in unit.pages.all()}) == 1
    assert {page.depth for page in unit.pages.all()} == {3}
    assert unit.collection.depth == 2
