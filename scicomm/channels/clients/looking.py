"""Looking at a published address as anybody would: without an account, from outside."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from scicomm.core.outside import OutsideClient, OutsideError


class Looker(Protocol):
    """Says whether anybody can see an address: True, False; None where it could not be found out."""

    def look(self, url: str) -> bool | None: ...


class WebLooker:
    """Asks for the page without cookies or credentials. What asks to sign in, or is gone, is not seen by everybody."""

    def __init__(self, client: OutsideClient | None = None) -> None:
        self.client = client or OutsideClient(
            allow_private=settings.SCICOMM_FETCH_PRIVATE, most_bytes=2 * 1024 * 1024, seconds=15.0
        )

    def look(self, url: str) -> bool | None:
        try:
            answer = self.client.get(url, {"Accept": "text/html, */*;q=0.1"})
        except OutsideError:
            return None
        if urlsplit(answer.address).hostname != urlsplit(url).hostname:
            # Led to another house, often one that asks who we are: that says nothing of people.
            return None
        if answer.status < 300:
            return True
        # Many platforms answer machines with "too many" or an error of their own: that says nothing of people.
        return False if answer.status in {401, 403, 404, 410} else None


class NoLooker:
    """Sees nothing and asks nobody: for a site that must not speak to the outside."""

    def look(self, url: str) -> bool | None:
        return None
