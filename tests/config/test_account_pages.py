"""Promise: sign-in, a lost password and the second step work in our own frame, in both languages, with no inline script."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-word-7"
ENTRANCES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
]
MANAGED = ["account_change_password", "account_email", "account_logout", "mfa_index", "mfa_list_webauthn"]
GUARDED = ["mfa_activate_totp", "mfa_add_webauthn"]


@pytest.fixture
def person() -> Any:
    made = get_user_model()(username="linxia", email="lin@example.org")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def signed_in(person: Any, client: Client) -> Client:
    """Signed in by the form and confirmed once more, as allauth asks before anything that protects the account."""
    assert client.post(reverse("account_login"), {"login": "linxia", "password": PASSWORD}).status_code == 302
    confirm(client)
    return client


def confirm(client: Client) -> None:
    check_frame(page(client, "account_reauthenticate"))
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def page(client: Client, name: str, language: str = "zh-hans") -> str:
    with translation.override(language):
        address = reverse(name)
    response = client.get(address)
    assert response.status_code == 200, (name, response.status_code, response.headers.get("Location"))
    return response.content.decode()


def check_frame(html: str) -> None:
    assert html.count("<h1") == 1
    assert '<main id="main"' in html and 'class="foot"' in html
    for opening in re.findall(r"<script[^>]*>", html):
        assert 'src="/static/' in opening or 'type="application/json"' in opening, opening
    assert not re.search(r"\sstyle=|\son(click|submit|load)=|href=\"javascript:", html)
    assert len(re.findall(r'<(?:button|a) [^>]*class="btn"', html)) <= 1, "one filled button a view"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ENTRANCES)
def test_entrances_stand_in_our_frame(client: Client, name: str, language: str) -> None:
    check_frame(page(client, name, language))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", MANAGED + GUARDED)
def test_account_pages_stand_in_our_frame(signed_in: Client, name: str, language: str) -> None:
    check_frame(page(signed_in, name, language))


def test_a_wrong_password_is_said_beside_what_to_do(client: Client, person: Any) -> None:
    html = client.post(reverse("account_login"), {"login": "linxia", "password": "wrong"}).content.decode()
    assert 'role="alert"' in html and "note--stop" in html
    assert 'value="linxia"' in html and "wrong" not in html
    check_frame(html)


def test_an_empty_field_is_linked_from_the_top(client: Client) -> None:
    html = client.post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert 'href="#id_login"' in html and 'aria-invalid="true"' in html


def test_the_passkey_button_belongs_to_the_form_that_carries_the_answer(client: Client) -> None:
    html = page(client, "account_login")
    assert re.search(r'<button[^>]*id="passkey_login"', html)
    assert re.search(r'form="mfa_login"', html) and 'id="mfa_login"' in html and 'id="mfa_credential"' in html
    assert '"login": "passkey_login"' in html and "scicomm/js/key-trouble" in html


def test_a_reset_link_that_is_spent_offers_a_new_one(client: Client) -> None:
    html = client.get(reverse("account_reset_password_from_key", args=("0", "spent"))).content.decode()
    assert reverse("account_reset_password") in html
    check_frame(html)


def test_the_authenticator_app_can_be_set_up_with_the_picture_or_the_key(signed_in: Client) -> None:
    html = page(signed_in, "mfa_activate_totp")
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', html)
    assert secret and "data:image/svg+xml" in html
    refused = signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "field__err" in refused
    check_frame(refused)


def test_the_second_step_and_recovery_codes(client: Client, person: Any) -> None:
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(person)
    client.post(reverse("account_login"), {"login": "linxia", "password": PASSWORD})
    html = page(client, "mfa_authenticate")
    check_frame(html)
    assert 'id="mfa_webauthn_authenticate"' in html and 'id="logout-from-stage"' in html
    assert client.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]}).status_code == 302
    confirm(client)
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        check_frame(page(client, name))
    assert codes.get_unused_codes()[1] in page(client, "mfa_view_recovery_codes")


def test_keys_are_listed_renamed_and_removed(signed_in: Client, person: Any) -> None:
    key = Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Field laptop", "passwordless": True, "credential": {}},
    )
    html = page(signed_in, "mfa_list_webauthn")
    assert "Field laptop" in html
    check_frame(html)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        answer = signed_in.get(reverse(name, args=(key.pk,)))
        assert answer.status_code == 200
        check_frame(answer.content.decode())


def test_a_provider_of_the_organisation_is_offered_as_a_button(client: Client, settings: Any) -> None:
    provider = {
        "provider_id": "sso",
        "name": "Unified sign-in",
        "client_id": "x",
        "settings": {"server_url": "https://id.example.org"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider]}}
    html = page(client, "account_login")
    assert re.search(r'<a class="btn btn--quiet" href="[^"]*/sso/login/[^"]*">Unified sign-in</a>', html)
    check_frame(html)


def test_sign_in_pages_are_not_for_search_engines(client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in page(client, "account_login")
