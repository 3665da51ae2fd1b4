"""Reads, extracts and writes message catalogues with the gettext tools; judges nothing (see `catalogue`)."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import polib
from django.conf import settings

LANGUAGE = "zh_Hans"
"""The folder Django looks for when `LANGUAGE_CODE` is `zh-hans`; `zh_CN` is never read."""
DOMAINS = ("django", "djangojs")
PACKAGE = Path(__file__).resolve().parent.parent
OURS = PACKAGE / "locale"
UPSTREAM = PACKAGE / "locale_upstream"
LIBRARIES = ("django_filters", "modelsearch")
"""Packages whose words appear on our screens although they are no installed apps: Django loads nothing of theirs."""
WRAP = 110
"""Columns of a line in the files we write."""


def place(entry: polib.POEntry) -> str:
    """The first source file an entry names, or `catalogue`."""
    return str(entry.occurrences[0][0]) if entry.occurrences else "catalogue"


def extract(folders: Sequence[Path], domain: str = "django") -> list[polib.POEntry]:
    """All translatable strings in source folders, by Django's own `makemessages` on a temporary copy.

    A copy, because `makemessages` writes next to the templates it reads. Raises `RuntimeError` with the tool's own
    words when it fails (a syntax error in a template, or xgettext not installed).
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in folders:
            shutil.copytree(folder, root / _shown(folder), ignore=_ignore(domain), dirs_exist_ok=True)
        (root / "locale").mkdir(exist_ok=True)
        # -P: a copy of Django's own sources may stand in this folder and must not be imported.
        command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", LANGUAGE, "-d", domain]
        command += ["--no-wrap", "--add-location", "file"]
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        run = subprocess.run(  # noqa: S603  every word of the command is our own
            command, cwd=root, env=environment, capture_output=True, text=True, check=False
        )
        if run.returncode:
            raise RuntimeError(f"makemessages failed: {run.stderr.strip() or run.stdout.strip()}")
        return read(root / "locale", domain)


def _shown(folder: Path) -> Path:
    """The path of a package below its place of installation: `allauth/mfa`, `scicomm`."""
    top = folder
    while (top.parent / "__init__.py").exists():
        top = top.parent
    return folder.relative_to(top.parent)


def _ignore(domain: str) -> Callable[[Any, list[str]], set[str]]:
    unread = ["locale", "locale_upstream", "__pycache__", "migrations", "tests", "node_modules", "*.mo", "data", "art"]
    # Scripts stand in static folders; bundles of other packages are read from their own catalogues instead.
    return shutil.ignore_patterns(*unread, *(["*.min.js"] if domain == "djangojs" else ["static"]))


def read(locale: Path, domain: str = "django") -> list[polib.POEntry]:
    """The Chinese catalogue in a locale folder; empty when there is none."""
    path = locale / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
    return list(polib.pofile(str(path))) if path.exists() and path.stat().st_size else []


def app_folders() -> list[Path]:
    """Folders of all installed apps that are not ours, of Django's core, and of `LIBRARIES`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicomm.config.settings")
    names = [name for name in settings.INSTALLED_APPS if not name.startswith(PACKAGE.name)]
    found = (_folder(name) for name in (*names, *LIBRARIES, "django.conf"))
    return [folder for folder in found if folder]


def _folder(name: str) -> Path | None:
    """Folder of a package, also when an app is given as the path of its AppConfig class."""
    while name:
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            spec = None
        if spec and spec.submodule_search_locations:
            return Path(next(iter(spec.submodule_search_locations)))
        name = name.rpartition(".")[0]
    return None


def upstream_strings(folders: Sequence[Path], domain: str = "django") -> list[polib.POEntry]:
    """The strings of packages: from their English catalogue, or extracted where they ship none."""
    entries: list[polib.POEntry] = []
    bare: list[Path] = []
    for folder in folders:
        path = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            entries += [_placed(entry, _shown(folder)) for entry in polib.pofile(str(path))]
        elif domain == "django":
            bare.append(folder)
    return entries + (extract(bare, domain) if bare else [])


def _placed(entry: polib.POEntry, folder: Path) -> polib.POEntry:
    entry.occurrences = [(str(folder), "")]
    return entry


def save(entries: Iterable[polib.POEntry], path: Path) -> None:
    """Write a catalogue in the order of its ids, so that two people's additions seldom touch the same lines."""
    catalogue = polib.POFile(wrapwidth=WRAP)
    catalogue.metadata = {
        "Project-Id-Version": "scicomm",
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    catalogue.extend(sorted(entries, key=lambda entry: (entry.msgid.lower(), entry.msgid, entry.msgctxt or "")))
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
