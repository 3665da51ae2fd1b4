"""One line for each page served, into a file of this process and hour; counting them is a task of the worker."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid

from scicomm.portal.actions import usage_folder

log = logging.getLogger("scicomm.portal")


class UsageSpool:
    """Writes lines with O_APPEND: whole lines only, whatever happens to the process between two of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hour = ""
        self._file = -1
        self._pid = 0
        self._day = b""
        self._day_until = 0.0

    def write(self, rest: bytes, *, robot: bool, now: float) -> None:
        """Note one page. A disk that refuses costs the count, never the page."""
        try:
            if now >= self._day_until or self._pid != os.getpid():
                self._open(now)
            os.write(self._file, self._day + (b" r" if robot else b" p") + rest)
        except OSError as problem:
            log.warning("A page view could not be noted: %s", problem)

    def _open(self, now: float) -> None:
        """The file of this hour; the next one is due at the full hour, when the local day may turn too."""
        with self._lock:
            if self._file >= 0:
                if self._pid == os.getpid():
                    os.close(self._file)
                self._file = -1
            folder = usage_folder()
            folder.mkdir(parents=True, exist_ok=True)
            self._hour = time.strftime("%Y%m%d%H", time.gmtime(now))
            name = f"{self._hour}-{os.getpid()}-{uuid.uuid4().hex[:8]}.log"
            self._file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            self._pid = os.getpid()
            self._day = time.strftime("%Y-%m-%d", time.localtime(now)).encode()
            self._day_until = (now // 1800 + 1) * 1800

    def close(self) -> None:
        """Close the file: the next line opens another."""
        with self._lock:
            if self._file >= 0 and self._pid == os.getpid():
                os.close(self._file)
            self._file, self._day_until = -1, 0.0
