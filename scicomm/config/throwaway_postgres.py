"""A PostgreSQL server for one run: made from the installed programs, gone afterwards. For tests and the chaos run only.

`python -m scicomm.config.throwaway_postgres COMMAND...` runs the command with DATABASE_URL set and ends with its code.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

from scicomm.config.lifeline import die_with_parent

MISSING = (
    "No PostgreSQL server programs were found (initdb, postgres). On Debian and Ubuntu: apt install postgresql\n"
    "Elsewhere install PostgreSQL 14 or newer and put its bin folder on PATH."
)
START_SECONDS = 30.0
# The data is thrown away, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
}


class PostgresError(Exception):
    """No server could be had; the message says why and what to do."""


def programs() -> Path:
    """The bin folder of the newest installed server."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(re.sub(r"[^0-9.]", "", folder.parent.name) or 0))
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        if (Path(answer.stdout.strip()) / "initdb").exists():
            return Path(answer.stdout.strip())
    raise PostgresError(MISSING)


def run_as() -> pwd.struct_passwd | None:
    """The user the server runs as: ourselves (None); PostgreSQL refuses root, so then `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


@contextlib.contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Yields the DATABASE_URL of a fresh server with an empty database `scicomm`; only our user can reach its socket.

    Raises PostgresError when there is no server to start or it does not come up.
    """
    binaries, user = programs(), run_as()
    # Under /tmp by name: the path of a Unix socket may have 107 bytes at most, and TMPDIR may be long.
    folder = Path(tempfile.mkdtemp(prefix="scicomm-pg-", dir="/tmp"))
    identity: dict[str, Any] = {"cwd": folder}
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
        identity |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    try:
        _create(binaries, folder, identity)
        with _server(binaries, folder, identity):
            yield f"postgres://scicomm@{quote(str(folder), safe='')}/scicomm"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _create(binaries: Path, folder: Path, identity: dict[str, Any]) -> None:
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "scicomm", "--auth=trust", "--no-sync"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **identity)  # noqa: S603
    if done.returncode != 0:
        raise PostgresError(f"initdb failed:\n{done.stderr.strip()}")


@contextlib.contextmanager
def _server(binaries: Path, folder: Path, identity: dict[str, Any]) -> Iterator[None]:
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for name, value in OPTIONS.items():
        command += ["-c", f"{name}={value}"]
    log, parent = folder / "server.log", os.getpid()
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # Even when we are killed by SIGKILL the server must not stay; SIGQUIT is its "at once".
            preexec_fn=lambda: die_with_parent(parent, signal.SIGQUIT),
            **identity,
        )
        try:
            _create_database(binaries, folder, server, log)
            yield
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def _create_database(binaries: Path, folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until the server answers, and makes the database."""
    command = [str(binaries / "createdb"), "-h", str(folder), "-U", "scicomm", "scicomm"]
    limit = time.monotonic() + START_SECONDS
    while True:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode == 0:
            return
        if server.poll() is not None or time.monotonic() > limit:
            raise PostgresError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}\n{done.stderr.strip()}")
        time.sleep(0.1)


def main() -> int:
    command = sys.argv[1:]
    if not command:
        print("usage: python -m scicomm.config.throwaway_postgres COMMAND...", file=sys.stderr)
        return 2

    def asked_to_end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, asked_to_end)
    try:
        with throwaway_postgres() as url:
            environment = {**os.environ, "DATABASE_URL": url}
            with subprocess.Popen(command, env=environment) as child:  # noqa: S603
                try:
                    return child.wait()
                except BaseException:
                    child.terminate()
                    child.wait()
                    raise
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
