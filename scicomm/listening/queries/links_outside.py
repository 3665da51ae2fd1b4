"""Under which addresses on platforms our releases stand: channels keeps the address of every receipt."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from django.db.models import Max

from scicomm.channels.models import Release
from scicomm.listening.rules.addresses import normalise_url

SLACK = dt.timedelta(minutes=2)


def normalised(address: str) -> str:
    """The form in which two addresses are one; empty for what is none."""
    try:
        return normalise_url(address)
    except ValueError:
        return ""


class KnownAddresses:
    """The addresses of our releases with the story (its dossier's id) of each; only releases that changed are read again."""

    def __init__(self) -> None:
        self._stories: dict[str, int] = {}
        self._addresses: dict[int, str] = {}
        self._stamp: Any = None
        self._lock = threading.Lock()

    def now(self) -> dict[str, int]:
        """As the database stands; one aggregate where nothing changed."""
        with self._lock:
            latest = Release.objects.exclude(url="").aggregate(last=Max("changed_at"))["last"]
            if latest != self._stamp:
                self._follow(self._stamp if latest and self._stamp and latest > self._stamp else None)
                self._stamp = latest
            return self._stories

    def _follow(self, since: dt.datetime | None) -> None:
        rows = Release.objects.order_by("pk")
        if since is None:
            self._stories, self._addresses = {}, {}
        else:
            rows = rows.filter(changed_at__gte=since - SLACK)
        for pk, address, dossier in rows.values_list("pk", "url", "dossier_id").iterator(2000):
            self._stories.pop(self._addresses.pop(pk, ""), None)
            key = normalised(address)
            if key:
                self._addresses[pk], self._stories[key] = key, dossier


_known = KnownAddresses()


def release_addresses() -> dict[str, int]:
    """The dossier of each address, in the form of `normalised`."""
    return _known.now()
