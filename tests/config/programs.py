"""Programs that use the interface with a token of a person."""

from __future__ import annotations

from typing import Any

from scicomm.organisation.actions import make_token
from scicomm.organisation.enums import TokenScope
from tests.interface import Program


def program_of(user: Any, unit: Any, *scopes: str) -> Program:
    _token, secret = make_token(acting_user=user, unit=unit, name="press", scopes=scopes or TokenScope.values, days=30)
    return Program(secret)
