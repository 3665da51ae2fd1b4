"""Pure decisions about people and units: identifiers; no database, no clock."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def orcid_check_digit(digits: str) -> str:
    """The check character of fifteen digits (ISO/IEC 7064, MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)


def is_orcid(value: str) -> bool:
    """Whether a text is a well-formed ORCID iD with a right check character."""
    if not re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", value):
        return False
    digits = value.replace("-", "")
    return orcid_check_digit(digits[:15]) == digits[15]


def check_orcid(value: str) -> None:
    """Refuse what is not an ORCID iD."""
    if not is_orcid(value):
        raise ValidationError(
            _("%(value)s is not an ORCID iD: it has sixteen digits in four groups, the last one checks the others."),
            params={"value": value},
        )
