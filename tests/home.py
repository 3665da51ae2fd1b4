"""Gives every test process a home of its own before the settings are read (loaded with `-p` from pyproject.toml)."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_shm = Path("/dev/shm")
HOME = Path(tempfile.mkdtemp(prefix="scicomm-test-", dir=_shm if _shm.is_dir() and os.access(_shm, os.W_OK) else None))
os.environ["SCICOMM_HOME"] = str(HOME)
os.environ.setdefault("SCICOMM_SECRET_KEY", "only-for-tests")
os.environ["SCICOMM_MAIL"] = "folder"
os.environ["SCICOMM_RETRY_SECONDS"] = "0"
os.environ.setdefault("SCICOMM_LOG_LEVEL", "WARNING")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
