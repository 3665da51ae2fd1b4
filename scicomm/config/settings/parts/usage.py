"""Usage by COUNTER: how long its log is kept, and how the platform names itself in reports."""

from __future__ import annotations

from scicomm.config.settings.environment import number, text

# Counted files of the log are kept so long that a month can be counted anew; they know readers by a destroyed key only.
SCICOMM_USAGE_LOG_DAYS = number("SCICOMM_USAGE_LOG_DAYS", 62, least=1, most=400)
# Where the addresses of the reports begin: `counter` puts them at /counter/r51/. Empty: at /r51/.
SCICOMM_COUNTER_BASE = text("SCICOMM_COUNTER_BASE").strip("/")
# The platform's identifier, the namespace of all numbers of our own in reports.
SCICOMM_COUNTER_PLATFORM = text("SCICOMM_COUNTER_PLATFORM", "scicomm")
# The address of the platform's record in COUNTER's registry; empty where there is none.
SCICOMM_COUNTER_REGISTRY = text("SCICOMM_COUNTER_REGISTRY")
