"""Units, people and appointments in the staff screens: administrators of a unit or above change them, nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.core.models import Delivery
from scicomm.core.worker import Worker
from scicomm.organisation.actions import open_account
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Appointment, Person, Unit
from scicomm.organisation.permissions import forget_duties, holds_here

pytestmark = pytest.mark.django_db

PERSON = {
    "family_name_zh": "叶", "given_name_zh": "青", "family_name_en": "Ye", "given_name_en": "Qing",
    "title_zh": "", "title_en": "",
    "orcid": "", "email": "", "speaks_on_zh": "", "speaks_on_en": "",
}  # fmt: skip
UNIT = {
    "name_zh": "湖泊研究所", "name_en": "Institute of Lakes", "short_zh": "湖泊所", "short_en": "Lakes", "description_zh": "看水",
    "description_en": "", "city_zh": "", "city_en": "",
}  # fmt: skip


@pytest.fixture
def administrator(academy: Any, client_for: Any) -> Client:
    """The administrator of the north branch, which stands above the institute of lakes."""
    return client_for(academy.user(Role.ADMINISTRATOR, academy.north))


def test_an_administrator_above_describes_a_unit(academy: Any, administrator: Client) -> None:
    response = administrator.post(reverse("units:edit", args=[academy.north_lake.pk]), UNIT)
    assert response.status_code == 302, response.context and response.context["form"].errors
    academy.north_lake.refresh_from_db()
    assert academy.north_lake.description_zh == "看水"


@pytest.mark.parametrize("role", [Role.COMMUNICATION_OFFICER, Role.COORDINATOR, Role.OBSERVER])
def test_others_read_units_and_change_none(role: Role, academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(role, academy.north))
    assert "湖泊研究所" in client.get(reverse("units:index")).content.decode()
    assert "海洋研究所" not in client.get(reverse("units:index")).content.decode()
    assert client.post(reverse("units:edit", args=[academy.north_lake.pk]), UNIT).status_code in {302, 403, 404}
    academy.north_lake.refresh_from_db()
    assert academy.north_lake.description_zh == ""


def test_a_unit_of_another_branch_is_not_there(academy: Any, administrator: Client) -> None:
    assert administrator.get(reverse("units:edit", args=[academy.south_sea.pk])).status_code == 404
    administrator.post(reverse("people:add"), {**PERSON, "unit": academy.south_sea.pk})
    assert not Person.objects.filter(family_name_zh="叶").exists()


def test_units_are_not_removed_in_lists(academy: Any, administrator: Client) -> None:
    url = reverse("units:delete", args=[academy.north_lake.pk])
    assert administrator.get(url).status_code in {302, 403, 404}
    assert administrator.post(url, UNIT).status_code in {302, 403, 404}
    academy.north_lake.refresh_from_db()


def test_a_unit_is_added_below_one_that_is_administered_and_nowhere_else(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.ADMINISTRATOR, academy.north))
    data = {
        "kind": academy.north_lake.kind_id,
        "slug": "north-sky",
        "name_zh": "天空研究所",
        "name_en": "Institute of Skies",
    }
    assert client.post(reverse("units:add"), {**data, "parent": academy.south.pk}).status_code == 200
    assert client.post(reverse("units:add"), {**data, "parent": academy.north.pk}).status_code == 302
    assert academy.north.contains(Unit.objects.get(slug="north-sky"))


def test_a_person_is_added_and_appointed_and_the_appointment_ends(academy: Any, administrator: Client) -> None:
    response = administrator.post(reverse("people:add"), {**PERSON, "unit": academy.north_lake.pk})
    assert response.status_code == 302, response.context and response.context["form"].errors
    person = Person.objects.get(family_name_zh="叶")
    data = {
        "person": person.pk,
        "role": Role.CONTRIBUTOR,
        "unit": academy.north_lake.pk,
        "starts_on": timezone.localdate(),
    }
    response = administrator.post(reverse("appointments:add"), {**data, "ends_on": ""})
    assert response.status_code == 302, response.context and response.context["form"].errors
    appointment = Appointment.objects.get(person=person)
    response = administrator.post(reverse("appointments:edit", args=[appointment.pk]), {"ends_on": ""})
    assert response.status_code == 302
    assert not Appointment.objects.current().filter(person=person).exists()


def test_an_account_is_opened_by_a_link_that_works_once(
    academy: Any, administrator: Client, client: Client, mailoutbox: list[Any]
) -> None:
    person = academy.person(academy.north_lake, family_name_en="Mo", given_name_en="Lan")
    url = reverse("organisation_open_account", args=[person.pk])
    assert url in administrator.get(reverse("people:inspect", args=[person.pk])).content.decode()
    assert administrator.post(url, {"username": "molan", "email": "molan@lake.example"}).status_code == 302
    Worker().drain()
    assert not Delivery.objects.exclude(last_error="").values_list("last_error", flat=True)
    person.refresh_from_db()
    assert person.user is not None and not person.user.has_usable_password()
    (mail,) = mailoutbox
    assert mail.to == ["molan@lake.example"]
    text = str(mail.body)
    link = re.search(r"https?://[^/\s]+(/\S+)", text)[1]  # type: ignore[index]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    words = {"password1": "a-long-enough-word-7", "password2": "a-long-enough-word-7"}
    assert client.post(form, words).status_code == 302
    person.user.refresh_from_db()
    assert person.user.check_password("a-long-enough-word-7")
    again = Client().get(link, follow=True)
    assert 'name="password1"' not in again.content.decode(), "the link works twice"


def test_opening_an_account_twice_is_one_account(academy: Any) -> None:
    person = academy.person(academy.north_lake)
    chief = academy.user(Role.ADMINISTRATOR, academy.top)
    first = open_account(person, username="one", email="one@lake.example", acting_user=chief)
    assert open_account(person, username="two", email="two@lake.example", acting_user=chief) == first


def test_an_editor_may_use_the_files_of_their_unit(academy: Any, client_for: Any) -> None:
    """Wagtail asks for the rights of its own image model; rights on ours alone would open nothing."""
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    assert client_for(officer).get(reverse("wagtailimages:add")).status_code == 200
    assert client_for(officer).get(reverse("wagtaildocs:add")).status_code == 200
    forget_duties(officer)
    assert holds_here(officer, [Role.COMMUNICATION_OFFICER], academy.north_lake)
