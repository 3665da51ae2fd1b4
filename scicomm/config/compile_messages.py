"""Compiles the message catalogues without gettext's tools, which a fresh machine lacks; judges no catalogue."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS = (PACKAGE / "locale", PACKAGE / "locale_upstream")


def is_stale(source: Path) -> bool:
    """Whether the compiled file is missing or older than its source."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_catalogue(source: Path) -> None:
    """Writes the `.mo` beside a `.po`; under another name first, as running processes may be reading the old one."""
    compiled = source.with_suffix(".mo")
    half = compiled.with_name(f"{compiled.name}.{os.getpid()}")
    polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(half))
    half.replace(compiled)


def compile_all(folders: tuple[Path, ...] = FOLDERS) -> list[Path]:
    """Compiles what is stale; returns the sources that were compiled."""
    stale = [path for folder in folders for path in sorted(folder.glob("*/LC_MESSAGES/*.po")) if is_stale(path)]
    for path in stale:
        compile_catalogue(path)
    return stale


def main() -> int:
    try:
        done = compile_all()
    except OSError as error:  # polib reports broken syntax so too, with file and line
        print(f"A catalogue cannot be compiled: {error}", file=sys.stderr)
        return 1
    for path in done:
        print(f"compiled {path.relative_to(PACKAGE)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
