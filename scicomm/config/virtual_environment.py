"""Makes and keeps `.venv`: runs before anything is installed, so it uses the standard library alone.

Run as `python3 -I scicomm/config/virtual_environment.py run|dev`. What the packages are stands in the lock files.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "scicomm-installed.json"
LOG = VENV / "scicomm-install.log"
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}

# Debian and Ubuntu keep ensurepip in a package of its own (python3-venv). Without it pip comes from the package index,
# and is refused unless it is exactly this file.
PIP_FILE = "pip-25.3-py3-none-any.whl"
PIP_SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
DEFAULT_INDEX = "https://pypi.org/simple"


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def fingerprint(kind: str) -> str:
    """What must be equal for an installed environment to be used as it is: lock, place and Python."""
    lock = (ROOT / LOCKS[kind]).read_bytes()
    return hashlib.sha256(lock + place().encode()).hexdigest()


def place() -> str:
    """Where the environment stands and which Python it is for; when this changes it is made anew."""
    return hashlib.sha256(f"{ROOT}|{sys.version}".encode()).hexdigest()


def installed() -> dict[str, str]:
    """The fingerprints of what stands in `.venv`; empty when there is nothing usable."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
        works = (VENV / "bin" / "python").exists() and (VENV / "bin" / "scicomm").exists()
    except (OSError, ValueError):
        return {}
    return found if works and isinstance(found, dict) else {}


def _index() -> str:
    return (os.environ.get("PIP_INDEX_URL") or DEFAULT_INDEX).rstrip("/")


def _fetch_pip(folder: Path) -> Path:
    """Fetches pip's own wheel from the package index and proves that it is the one named above."""
    page = f"{_index()}/pip/"
    try:
        with urllib.request.urlopen(page, timeout=60) as answer:  # noqa: S310 - the index the person configured
            links = re.findall(r'href="([^"]+)"', answer.read().decode("utf-8", "replace"))
        wanted = [link for link in links if f"/{PIP_FILE}" in f"/{link}"]
        if not wanted:
            raise SetupError(f"The package index does not offer {PIP_FILE}. Install python3-venv and try again.")
        with urllib.request.urlopen(urllib.parse.urljoin(page, wanted[0]), timeout=60) as answer:  # noqa: S310
            content = answer.read()
    except urllib.error.URLError as error:
        raise SetupError(
            f"This Python has no pip, and it could not be fetched ({error.reason}).\n"
            "Either connect to the internet, or on Debian and Ubuntu: apt install python3-venv ca-certificates"
        ) from error
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise SetupError(
            "The fetched pip is not the expected file; nothing was installed. Install python3-venv and try again."
        )
    wheel = folder / PIP_FILE
    wheel.write_bytes(content)
    return wheel


def _add_pip() -> None:
    python = str(VENV / "bin" / "python")
    if importlib.util.find_spec("ensurepip") is not None:
        done = subprocess.run([python, "-m", "ensurepip", "--upgrade"], capture_output=True, text=True)  # noqa: S603
        if done.returncode == 0:
            return
    with tempfile.TemporaryDirectory() as folder:
        wheel = _fetch_pip(Path(folder))
        # A wheel is a zip file that Python can import from, so pip installs itself.
        command = [python, f"{wheel}/pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
        subprocess.run(command, check=True)  # noqa: S603


def make_environment() -> None:
    """A new, empty `.venv` with pip in it."""
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)
    _add_pip()


def install(kind: str) -> None:
    """Installs the locked packages, each checked against its hash, with a bar; the whole output is kept."""
    lock = ROOT / LOCKS[kind]
    total = len(re.findall(r"^[A-Za-z0-9]", lock.read_text(encoding="utf-8"), re.MULTILINE))
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock)]
    began, seen = time.monotonic(), 0
    print(f"Installing up to {total} locked packages (one to three minutes the first time)", flush=True)
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
        for line in process.stdout or ():
            log.write(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
                _show(seen, total, line)
    if sys.stdout.isatty():
        print("\r\x1b[K", end="")
    if process.wait() != 0:
        tail = "".join(LOG.read_text(encoding="utf-8").splitlines(keepends=True)[-15:])
        raise SetupError(f"{tail}\nThe packages could not be installed; the whole output is in {LOG}.")
    print(f"Installed in {time.monotonic() - began:.0f} s", flush=True)


def _show(seen: int, total: int, line: str) -> None:
    if sys.stdout.isatty():
        filled = min(30, 30 * seen // total)
        name = re.split(r"[ =;]", line.split(" ", 1)[1])[0][:30]
        print(f"\r  [{'#' * filled}{'.' * (30 - filled)}] {seen}/{total} {name}\x1b[K", end="", flush=True)
    elif seen % 20 == 0:
        print(f"  {seen}/{total}", flush=True)


def link_project() -> None:
    """Puts the project on the path of `.venv` and writes its `scicomm` command: nothing is built or fetched."""
    for packages in (VENV / "lib").glob("python3*/site-packages"):
        (packages / "scicomm.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    verb = VENV / "bin" / "scicomm"
    # Through sh, because a "#!" line breaks on long paths and on blanks.
    python = shlex.quote(str(VENV / "bin" / "python"))
    verb.write_text(f'#!/bin/sh\nexec {python} -P -m scicomm.config.command_line "$@"\n', encoding="utf-8")
    verb.chmod(0o755)


def ensure(kind: str) -> None:
    """Brings `.venv` to the lock; does nothing when it stands there already. `dev` holds all of `run`."""
    have, wanted = installed(), fingerprint(kind)
    if have.get(kind) == wanted:
        return
    if have.get("place") != place():
        make_environment()
        have = {}
    install(kind)
    link_project()
    kinds = ["run", "dev"] if kind == "dev" else ["run"]
    STAMP.write_text(
        json.dumps(have | {"place": place()} | {each: fingerprint(each) for each in kinds}), encoding="utf-8"
    )


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the machine has
        print(f"SciComm needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in LOCKS:
        print(f"Say one of: {', '.join(LOCKS)}", file=sys.stderr)
        return 2
    try:
        ensure(kind)
    except (SetupError, subprocess.CalledProcessError, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
