"""Where rows live: SQLite on one machine, PostgreSQL beyond."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy

from scicomm.config.settings.environment import WRONG, WrongValue, folder, number, text

_home = folder("SCICOMM_HOME", Path(__file__).resolve().parents[4] / "var")
_home.mkdir(parents=True, exist_ok=True)
_url = text("DATABASE_URL")
_keep = number("SCICOMM_DATABASE_KEEP", 60)


def _parsed(url: str) -> dict[str, Any]:
    """The database of an address; an address that cannot be read falls back to SQLite and is reported by a check."""
    try:
        found = dict(dj_database_url.parse(url))
    except (ValueError, KeyError, dj_database_url.ParseError):
        found = {}
    if not str(found.get("ENGINE", "")).endswith(("postgresql", "sqlite3")):
        expected = gettext_lazy("a postgres:// or sqlite:// address")
        WRONG.append(WrongValue("DATABASE_URL", expected, "postgres://user:password@host:5432/scicomm"))
        return {}
    return found


_database = (_parsed(_url) if _url else {}) or {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(_home / "scicomm.sqlite3"),
}
if str(_database["ENGINE"]).endswith("sqlite3"):
    # Measured: Django's default DEFERRED transactions fail at once when a read turns into a write under load; IMMEDIATE with a
    # busy timeout waits its turn. synchronous=NORMAL is safe against a killed process in WAL mode.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        # A handful of articles is larger than the four megabytes after which SQLite carries its log over by default.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000; "
        "PRAGMA wal_autocheckpoint=4000;",
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
# A connection belongs to its thread. Opening one anew takes 2.5 ms with SQLite (the schema is read again), and
# makes a page 4 ms dearer.
_database["CONN_MAX_AGE"] = _keep

DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
