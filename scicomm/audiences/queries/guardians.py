"""The guardian's address, opened only to write to it or to compare it."""

from __future__ import annotations

from django.conf import settings

from scicomm.audiences.models import Guardian
from scicomm.audiences.rules import GUARDIAN_SEAL
from scicomm.core.secrets import unseal


def guardian_address(guardian: Guardian) -> str | None:
    """The address in clear; None when no key opens it any more."""
    return unseal(guardian.sealed_email, settings.SCICOMM_PASSWORD_KEYS, GUARDIAN_SEAL)
