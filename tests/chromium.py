"""Finds the Chromium that the browser journeys drive. Run as a program it says which one, or how to get one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

# Debian's Chromium without windows comes first: the same engine, and it leaves more of the machine to the tests.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
)
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PLAYWRIGHT = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
HOW_TO_GET_ONE = (
    "No Chromium was found, so the browser journeys will fail.\n"
    "  Debian:          apt install chromium fonts-noto-cjk\n"
    "  Ubuntu:          snap install chromium   (or Google Chrome's own package)\n"
    "  anywhere else:   .venv/bin/playwright install chromium\n"
    "  somewhere else:  CHROMIUM=/path/to/chromium make test"
)


def find_chromium() -> Path | None:
    """The browser's program: CHROMIUM if set, then PATH, then the usual places, then Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if os.access(named, os.X_OK) else None
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    places = [Path(place) for place in MAC] + [
        path for pattern in PLAYWRIGHT for path in sorted(own.glob(pattern), reverse=True)
    ]
    return next((place for place in places if os.access(place, os.X_OK)), None)


def main() -> int:
    """Never an error: all other tests are worth running; the journeys fail by themselves, with the same words."""
    found = find_chromium()
    print(f"Browser journeys use {found}" if found else HOW_TO_GET_ONE, file=sys.stdout if found else sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
