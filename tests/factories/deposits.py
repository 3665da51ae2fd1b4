"""A deposit account for tests."""

from __future__ import annotations

from typing import Any

from scicomm.journals import actions
from scicomm.journals.models import DepositAccount
from scicomm.organisation.models import Unit

PASSWORD = "open-sesame-6182"


def account_values(**values: Any) -> dict[str, Any]:
    """What the form of an account sends."""
    return {
        "name": "科学院出版社",
        "endpoint": "custom",
        "address": "http://127.0.0.1:9",
        "login_id": "lake@example.cn/lake",
        "depositor_name": "湖泊所期刊部",
        "depositor_email": "doi@lake.example",
        "registrant": "示范科学院",
        "prefixes": "10.5555",
        "crossmark_policy": "",
        "serves_below": False,
        "is_on": True,
        "automatic": True,
        **values,
    }


def make_account(
    unit: Unit, *, password: str = PASSWORD, user: Any = None, journals: Any = (), **values: Any
) -> DepositAccount:
    """An account that is switched on and deposits by itself."""
    return actions.create_deposit_account(
        unit=unit, acting_user=user, password=password, journals=journals, **account_values(**values)
    )
