"""The fediverse as an outlet: nothing is sent from here, the receipt is the address at which the post will stand.

A sending to our own actor is a change of our own tables: the handler of `channels.release_delivered` makes the post and its
deliveries, and `tasks/fediverse.py` brings them to the followers' servers.
"""

from __future__ import annotations

from django.conf import settings

from scicomm.channels.clients.outlets import Outlet, ReadPicture
from scicomm.channels.rules.fediverse.names import Place, slug_of_key
from scicomm.channels.rules.packages import Account, Answer, Came, Package, Sent


class FediverseOutlet(Outlet):
    """Published at once: the post stands at its address as soon as the fact of its delivery is carried out."""

    kind = "fediverse"

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        """The address follows from the key, so that a second try is the same post."""
        address = Place(settings.SITE_URL).post(slug_of_key(f"{account.channel_id}-{key}"))
        return Answer(Came.PUBLISHED, address, address)

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        """The post keeps its address; followers get an Update."""
        return Answer(Came.PUBLISHED, sent.outside_id, sent.url)

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        """Followers get a Delete; the address says 410 from then on."""
        return Answer(Came.RECALLED, sent.outside_id, sent.url)
