"""Harvesting what is due: ask first, outside any transaction; then one action for each part of a list.

Killed in between, nothing is lost: the place in the list is stored together with the articles of the part before it.
"""

from __future__ import annotations

import time

from django.utils import timezone

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.journals import actions
from scicomm.journals.clients.oai import OaiClient, oai_client, read_next
from scicomm.journals.models import HarvestSource
from scicomm.journals.rules.oai.harvest import Standing
from scicomm.search.actions import carry_if_possible

# The worker delivers facts between two runs, so a run takes what fits into this time and leaves the rest to the next.
RUN_SECONDS = 10.0


@every(seconds=20)
def harvest_due() -> Again | int:
    """Harvest one part from each source whose time has come, the longest waiting first; again at once while any goes on."""
    client = oai_client()
    began, asked, left = time.monotonic(), 0, False
    for source in HarvestSource.objects.due(timezone.now())[:100]:
        if asked and time.monotonic() - began > RUN_SECONDS:
            return AGAIN
        left = harvest_part(client, source) or left
        asked += 1
        # The next one may let us wait.
        carry_if_possible()
    return AGAIN if left else asked


def harvest_part(client: OaiClient, source: HarvestSource) -> bool:
    """Ask a source for the next part of its list and take it in; whether the list goes on."""
    reading = read_next(client, standing_of(source))
    if reading is None:
        return False
    stored = actions.store_page(source, reading)
    return bool(stored.resumption_token) and not stored.failures


def standing_of(source: HarvestSource) -> Standing:
    """How a source's harvest stands, as the client needs it."""
    return Standing(
        base_address=source.base_address,
        metadata_prefix=source.metadata_prefix,
        set_spec=source.set_spec,
        token=source.resumption_token,
        last_datestamp=source.last_datestamp,
    )
