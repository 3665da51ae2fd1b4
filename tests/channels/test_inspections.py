"""The yearly inspection: unit, branch and academy each take their own step, in order, and every decision is a fact."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.models import Inspection, MatrixNotice
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role
from tests.factories.registry import make_account

pytestmark = pytest.mark.django_db


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def test_an_outlet_goes_through_a_round_in_the_browser(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    branch = academy.user(Role.COORDINATOR, academy.north)
    top = academy.user(Role.COORDINATOR, academy.top)
    outlet = make_account(officer, academy.north_lake, "other", medium="magazine")
    year = {"hand_in_by": days(5), "review_by": days(9), "decide_by": days(12)}
    with pytest.raises(PermissionDenied):
        actions.open_round(2026, acting_user=branch, **year)
    with pytest.raises(ValidationError):
        actions.open_round(2026, acting_user=top, **year | {"review_by": days(1)})
    round_ = actions.open_round(2026, acting_user=top, **year)
    assert MatrixNotice.objects.filter(about="inspection", person=officer.person).count() == 1
    row = Inspection.objects.get()
    address = reverse("channels_inspection", args=[row.pk])

    def post(user: Any, **data: Any) -> int:
        client = Client()
        client.force_login(user)
        answer = client.post(address, data)
        # Wagtail sends whoever is refused home with a message.
        return 403 if answer.status_code == 302 and answer["Location"] != address else answer.status_code

    answers = {f"answer__{one['code']}": "yes" for one in round_.questions}
    assert post(officer, verb="fill", hand_in=1, **answers | {"answer__rights": "no"}) == 400, "a no needs words"
    assert post(officer, verb="fill", keep=1, **answers | {"answer__rights": "no"}) == 302
    assert post(branch, verb="review", agree=1) == 403, "not handed in yet"
    assert post(officer, verb="fill", hand_in=1, **answers, words__rights="x") == 302
    assert post(officer, verb="review", agree=1) == 403 and post(top, verb="review", agree=1) == 403
    assert post(branch, verb="review", **{"return": 1}) == 400
    assert post(branch, verb="review", words="缺许可证扫描件", **{"return": 1}) == 302
    assert post(officer, verb="fill", hand_in=1, **answers) == 302
    assert post(branch, verb="review", agree=1) == 302
    assert post(branch, verb="decide", decision="passed") == 403
    assert post(top, verb="decide", decision="to_mend", words="补扫描件") == 400, "to mend needs a day"
    assert post(top, verb="decide", decision="suspended", words="许可证过期") == 302
    outlet.refresh_from_db()
    assert not outlet.is_on
    assert post(officer, verb="mend", words="已续期") == 302
    assert post(top, verb="decide", decision="passed") == 302
    outlet.refresh_from_db()
    assert outlet.is_on
    decided = [fact.payload["decision"] for fact in FactRecord.objects.filter(name="channels.inspection_decided")]
    assert decided == ["suspended", "passed"]
    client = Client()
    client.force_login(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert client.get(address).status_code == 404 == client.get(reverse("channels_round", args=[round_.pk])).status_code
    client.force_login(top)
    assert outlet.name in client.get(reverse("channels_round_export", args=[round_.pk])).content.decode()
    assert client.get(reverse("channels_round", args=[round_.pk])).status_code == 200
    assert client.get(reverse("channels_inspections")).status_code == 200
