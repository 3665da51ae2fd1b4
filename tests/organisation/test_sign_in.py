"""Sign-in: five wrong passwords lock, the second step is asked for, nobody enters the staff screens without an appointment."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from scicomm.organisation.enums import Role
from tests.factories.organisation import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-word-7"


def with_password(user: Any) -> Any:
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, user: Any, password: str = PASSWORD, following: str = "") -> Any:
    url = reverse("account_login") + (f"?next={following}" if following else "")
    data = {"login": user.username, "password": password, **({"next": following} if following else {})}
    return client.post(url, data)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(academy: Any, client: Client) -> None:
    user = with_password(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    for _number in range(5):
        sign_in(client, user, "wrong")
    response = sign_in(Client(), user)
    assert not is_in(response.client), "the sixth try went through"
    other = with_password(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    fresh = Client(REMOTE_ADDR="127.0.0.9")
    sign_in(fresh, other)
    assert is_in(fresh), "one person's lock-out locked another"


def test_four_wrong_passwords_do_not_lock(academy: Any, client: Client) -> None:
    user = with_password(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    for _number in range(4):
        sign_in(client, user, "wrong")
    sign_in(client, user)
    assert is_in(client)


def test_the_second_step_is_asked_for_and_checked(academy: Any, client: Client) -> None:
    user = with_password(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert sign_in(client, user).headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_in(client)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(client)


def test_the_staff_screens_lead_to_our_sign_in(client: Client) -> None:
    for path in ("/admin/", "/admin/pages/"):
        assert client.get(path).headers["Location"].startswith(reverse("account_login"))
    response = client.get("/admin/login/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_an_account_without_an_appointment_does_not_enter(client_for: Any, academy: Any) -> None:
    client = client_for(UserFactory(username="nobody"))
    for path in ("/admin/", "/admin/leads/", "/admin/images/"):
        assert client.get(path).status_code in {302, 403}, path


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_sign_in_never_sends_somebody_elsewhere(address: str, academy: Any, client: Client) -> None:
    user = with_password(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    response = sign_in(client, user, following=address)
    assert is_in(client)
    assert "evil" not in response.headers["Location"] and "javascript" not in response.headers["Location"]


def test_sign_in_goes_on_to_where_one_wanted_to_go(academy: Any, client: Client) -> None:
    user = with_password(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    assert sign_in(client, user, following="/admin/leads/").headers["Location"] == "/admin/leads/"
