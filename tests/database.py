"""The migrated database that tests start from: built once for a set of migrations, then copied."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

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
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"SCICOMM_HOME": home, "DJANGO_SETTINGS_MODULE": "scicomm.config.settings"}
        code = "from django.core.management import execute_from_command_line as run; run(['scicomm', 'migrate', '-v0'])"
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=PROJECT)
        made = Path(home) / "scicomm.sqlite3"
        checkpoint = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA wal_checkpoint(TRUNCATE)')"
        )
        subprocess.run([sys.executable, "-c", checkpoint, str(made)], check=True)
        made.replace(target)
