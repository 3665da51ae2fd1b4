"""The migrated database that tests start from: built once for a set of migrations, then copied.

SQLite: a file. PostgreSQL: a database that nobody opens, of which the server makes copies (`CREATE DATABASE ... TEMPLATE`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    import psycopg

PROJECT = Path(__file__).resolve().parent.parent


def migrations_hash() -> str:
    """Changes whenever a migration, shipped reference data or the lock file changes."""
    digest = hashlib.sha256()
    paths = [
        *PROJECT.glob("scicomm/*/migrations/*.py"),
        *PROJECT.glob("scicomm/*/data/*.json"),
        PROJECT / "requirements.txt",
    ]
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrated_sqlite() -> Path:
    """Path of a migrated, unused SQLite file; built under a lock by whichever test process comes first."""
    folder = Path(tempfile.gettempdir()) / f"scicomm-migrated-{os.getuid()}"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"{migrations_hash()}.sqlite3"
    # A file that is there is whole (it was moved into its place), and other sets of migrations have locks of their own: nobody
    # waits for what somebody else builds.
    if target.exists():
        return target
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _migrate(folder, target)
    return target


def _migrate(folder: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as home:
        _run_migrations(home)
        made = Path(home) / "scicomm.sqlite3"
        checkpoint = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA wal_checkpoint(TRUNCATE)')"
        )
        subprocess.run([sys.executable, "-c", checkpoint, str(made)], check=True)
        made.replace(target)


def _run_migrations(home: str, **extra: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"SCICOMM_HOME": home, "DJANGO_SETTINGS_MODULE": "scicomm.config.settings", **extra}
    code = "from django.core.management import execute_from_command_line as run; run(['scicomm', 'migrate', '-v0'])"
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=PROJECT)


def postgres_server() -> str:
    """The address of the PostgreSQL that the suite runs on; empty on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith(("postgres://", "postgresql://")) else ""


def database_at(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _session(url: str) -> Iterator[psycopg.Connection[Any]]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def migrated_postgres(url: str) -> str:
    """Name of a migrated, unused database on the server; built under a lock by whichever test process comes first."""
    target = f"scicomm_migrated_{migrations_hash()}"
    with _session(url) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('scicomm_migrated'))")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [target]).fetchone() is None:
            building = f"building_{uuid.uuid4().hex[:12]}"
            connection.execute(f'CREATE DATABASE "{building}"')
            with tempfile.TemporaryDirectory() as home:
                _run_migrations(home, DATABASE_URL=database_at(url, building))
            connection.execute(f'ALTER DATABASE "{building}" RENAME TO "{target}"')
    return target


def copied_postgres(url: str, template: str, name: str = "") -> str:
    """A copy of a database that nobody has open, under a name of its own; the copy's address."""
    name = name or f"site_{uuid.uuid4().hex[:12]}"
    with _session(url) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return database_at(url, name)


def drop_postgres(url: str, name: str) -> None:
    with _session(url) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
