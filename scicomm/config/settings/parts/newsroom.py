"""The newsroom: how long a scientist's link to sign is valid."""

from __future__ import annotations

from scicomm.config.settings.environment import number

SCICOMM_SIGN_LINK_DAYS = number("SCICOMM_SIGN_LINK_DAYS", 7, least=1, most=60)
