"""Where files of the journals lie: parts of articles, kept sources, uploads; outside of the public folder of pictures."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def journal_storage() -> Storage:
    """The storage named `journals`: no address leads into it, every file is handed out by a view that asks first."""
    return storages["journals"]
