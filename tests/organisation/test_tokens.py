"""Tokens: the secret is shown once and kept nowhere; what a token may do ends with its person's rights."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.organisation.actions import end_appointment, make_token, revoke_token
from scicomm.organisation.enums import Role, TokenScope
from scicomm.organisation.models import ApiToken, Appointment
from scicomm.organisation.permissions import holds_here, token_of
from scicomm.organisation.rules import token_digest

pytestmark = pytest.mark.django_db
FORM = {"name": "排版系统", "scopes": ["articles:write"], "days": "90"}


def test_a_token_is_made_on_the_desk_and_its_secret_shown_once(academy: Any, client_for: Any) -> None:
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    client = client_for(editor)
    assert client.get("/admin/tokens/").status_code == 200
    page = client.post("/admin/tokens/new/", {**FORM, "unit": academy.north_lake.pk})
    secret = re.search(r'value="(sct_[^"]+)"', page.content.decode())
    assert secret and "no-store" in page["Cache-Control"]
    row = ApiToken.objects.get()
    assert row.digest == token_digest(secret[1]) and secret[1] not in str(ApiToken.objects.values().get())
    listed = client.get("/admin/tokens/").content.decode()
    assert "排版系统" in listed and secret[1] not in listed and row.prefix in listed
    assert token_of(secret[1]) == row and token_of(secret[1][:-1]) is None and token_of("") is None
    facts = FactRecord.objects.filter(name__startswith="organisation.api_token")
    assert [fact.subject for fact in facts] == [f"organisation.token:{row.pk}"]
    client.post(f"/admin/tokens/{row.pk}/revoke/")
    client.post(f"/admin/tokens/{row.pk}/revoke/")
    assert token_of(secret[1]) is None and facts.all().count() == 2


def test_wrong_forms_make_no_token_and_say_why(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))
    mine = academy.north_lake.pk
    wrongs: tuple[dict[str, Any], ...] = (
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": "9999"},
        {"unit": academy.south_sea.pk},
    )
    for wrong in wrongs:
        answer = client.post("/admin/tokens/new/", {**FORM, "unit": mine, **wrong})
        assert answer.status_code == 200 and 'role="alert"' in answer.content.decode(), wrong
    assert not ApiToken.objects.exists()
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    for number in range(20):
        make_token(acting_user=user, unit=academy.north_lake, name=str(number), scopes=["articles:write"], days=1)
    with pytest.raises(ValidationError):
        make_token(acting_user=user, unit=academy.north_lake, name="x", scopes=["articles:write"], days=1)
    with pytest.raises(PermissionDenied):
        make_token(acting_user=user, unit=academy.south_sea, name="x", scopes=["articles:write"], days=1)


def test_a_token_ends_with_its_day_its_account_and_its_persons_role(academy: Any) -> None:
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    row, secret = make_token(acting_user=user, unit=academy.north_lake, name="x", scopes=TokenScope.values, days=1)
    found = token_of(secret)
    assert found is not None and holds_here(found.user, [Role.JOURNAL_EDITOR], academy.north_lake)
    appointment = Appointment.objects.get(person__user=user)
    end_appointment(appointment, acting_user=academy.superuser)
    Appointment.objects.filter(pk=appointment.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    found = token_of(secret)
    assert found is not None and not holds_here(found.user, [Role.JOURNAL_EDITOR], academy.north_lake)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert token_of(secret) is None
    type(user).objects.filter(pk=user.pk).update(is_active=True)
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert token_of(secret) is None


def test_administrators_revoke_tokens_of_their_units_and_no_others(academy: Any, client_for: Any) -> None:
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    row, secret = make_token(acting_user=user, unit=academy.north_lake, name="x", scopes=["articles:write"], days=1)
    for stranger in (
        academy.user(Role.ADMINISTRATOR, academy.south_sea),
        academy.user(Role.OBSERVER, academy.north_lake),
    ):
        assert client_for(stranger).post(f"/admin/tokens/{row.pk}/revoke/").status_code == 404
        assert row.prefix not in client_for(stranger).get("/admin/tokens/").content.decode()
        with pytest.raises(PermissionDenied):
            revoke_token(row, acting_user=stranger)
    above = client_for(academy.user(Role.ADMINISTRATOR, academy.north))
    assert row.prefix in above.get("/admin/tokens/").content.decode()
    assert above.post(f"/admin/tokens/{row.pk}/revoke/").status_code == 302 and token_of(secret) is None
