"""Rows into a file and back, while the site runs: SQLite by itself, PostgreSQL by its own programs.

SQLite's `VACUUM INTO`, not its backup API: both read one state of the database while others write, but the backup API copies free
pages too, in which rows that were erased can still be read (https://sqlite.org/lang_vacuum.html). Sessions and cached values stay
out.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from scicomm.config.backups.places import BackupError
from scicomm.core.progress import Progress, ProgressSink

# How many steps of SQLite's machine pass between two signs of life: a few a second.
STEPS = 1_000_000
ASK_SECONDS = 0.5


def passing_tables() -> tuple[str, ...]:
    """Tables of the moment: who is signed in, what is cached. They go into no backup."""
    return (str(settings.CACHES["default"]["LOCATION"]), "django_session")


def save_database(target: Path, progress: ProgressSink) -> None:
    """The rows of the house as one file."""
    with progress.task(_("Saving the database")) as bar:
        if connection.vendor == "sqlite":
            _save_sqlite(Path(connection.settings_dict["NAME"]), target, bar)
        else:
            left_out = [f"--exclude-table-data={table}" for table in passing_tables()]
            options = ["--format=custom", "--no-owner", "--no-privileges", *left_out, f"--file={target}"]
            run_program("pg_dump", [*options, "--dbname", _name()], bar)
    target.chmod(0o600)


def _save_sqlite(source: Path, target: Path, bar: Progress) -> None:
    with contextlib.closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as rows:
        rows.set_progress_handler(_sign(bar), STEPS)
        rows.execute("VACUUM INTO ?", [str(target)])
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
        # Deleted content is overwritten, or it could still be read in the file.
        copy.execute("PRAGMA secure_delete=ON")
        there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in there.intersection(passing_tables()):
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names


def _sign(bar: Progress) -> Callable[[], int]:
    def sign() -> int:
        bar.beat()
        return 0

    return sign


def tidy_sqlite(path: Path) -> None:
    """Write the file anew, without what was deleted in it."""
    with contextlib.closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as rows:
        rows.execute("VACUUM")
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def load_postgres(dump: Path, progress: ProgressSink) -> None:
    """All rows or none."""
    with progress.task(_("Bringing the database back")) as bar:
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        run_program("pg_restore", [*options, "--dbname", _name(), str(dump)], bar)


def is_empty() -> bool:
    """Whether the database of the settings holds no table. A file that is not there yet is not made by asking."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    return not connection.introspection.table_names()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def program(name: str) -> str:
    """The path of a program of PostgreSQL: on the PATH, or the newest that is installed where Debian puts them."""
    if found := shutil.which(name):
        return found
    installed = list(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not installed:
        raise BackupError(
            _("The program %(name)s is missing. On Debian and Ubuntu: apt install postgresql-client") % {"name": name}
        )
    return str(max(installed, key=lambda path: float(re.sub(r"[^0-9.]", "", path.parent.parent.name) or 0)))


def run_program(name: str, options: list[str], bar: Progress) -> None:
    """Run a program of PostgreSQL against the database of the settings; it ends with us. BackupError holds what it said."""
    values: dict[str, Any] = connection.settings_dict
    found = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {key: str(values[name]) for key, name in found.items() if values.get(name)}
    environment |= {f"PG{key.upper()}": str(value) for key, value in _ssl(values).items()}
    # What it says goes to a file: a pipe that nobody empties would stop it.
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen([program(name), *options], env=environment, stderr=said) as running:  # noqa: S603
            try:
                while running.poll() is None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        running.wait(ASK_SECONDS)
                    bar.beat()
            except BaseException:
                running.terminate()
                raise
        if running.returncode:
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip()[-2000:]
            raise BackupError(_("%(name)s failed: %(words)s") % {"name": name, "words": words})


def _ssl(values: dict[str, Any]) -> dict[str, Any]:
    """How the connection is to be sealed, as the address of the database says (libpq names them PGSSLMODE and so on)."""
    options = values.get("OPTIONS") or {}
    return {key: options[key] for key in ("sslmode", "sslrootcert", "sslcert", "sslkey") if options.get(key)}
