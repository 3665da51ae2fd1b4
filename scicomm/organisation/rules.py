"""Pure decisions about people, units and tokens: identifiers; no database, no clock."""

from __future__ import annotations

import hashlib
import re
import secrets

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


TOKEN_PREFIX = "sct"  # noqa: S105 - the beginning that all tokens share, so that scanners of secrets know them
LONGEST_TOKEN_DAYS = 366


def new_token_secret() -> str:
    """A token: a beginning to know it by, and 240 random bits nobody can guess."""
    return f"{TOKEN_PREFIX}_{secrets.token_hex(4)}_{secrets.token_urlsafe(30)}"


def token_digest(secret: str) -> str:
    """What is kept of a token. A plain hash is enough: there is nothing to guess in random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
