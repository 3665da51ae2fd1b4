"""Brings activities to the inboxes of followers: several at once, each under a lease; may be killed at any point.

A worker killed between the answer of an inbox and writing it down brings the same bytes under the same id again, which the other
server knows by its id.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

from scicomm.channels import actions
from scicomm.channels.clients import Brought, FarServers, Signer, far_servers
from scicomm.channels.models import Actor, Bringing
from scicomm.channels.queries.fediverse import place, private_key
from scicomm.core.periodic import AGAIN, Again, every

log = logging.getLogger("scicomm.channels")
# Most of the time of a delivery is waiting for another server.
AT_ONCE = 8
# One worker does everything in turn: slow servers must not hold up the lifting of an embargo.
SECONDS_A_RUN = 5.0


@every(seconds=5)
def bring_activities() -> int | Again:
    """Bring what is due for a few seconds; returns how many were tried, or that it has to go on."""
    tried, has_more = bring_due(far_servers(), seconds=SECONDS_A_RUN)
    return AGAIN if has_more else tried


def bring_due(servers: FarServers, *, seconds: float = SECONDS_A_RUN) -> tuple[int, bool]:
    """How many deliveries were tried, and whether it ended because the time was up."""
    end, tried = time.monotonic() + seconds, 0
    signers: dict[int, Signer] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while time.monotonic() < end:
            batch = actions.claim_bringings(AT_ONCE)
            if not batch:
                return tried, False
            signed = [(bringing, _signer(bringing.activity.actor, signers)) for bringing in batch]
            # Threads only speak to the outside; rows are read before and written after, here.
            answers = list(pool.map(lambda pair: _bring(servers, *pair), signed))
            for bringing, brought in zip(batch, answers, strict=True):
                _settle(bringing, brought)
            tried += len(batch)
    return tried, True


def _signer(actor: Actor, known: dict[int, Signer]) -> Signer:
    if actor.pk not in known:
        known[actor.pk] = Signer(place().key(actor.name), private_key(actor))
    return known[actor.pk]


def _bring(servers: FarServers, bringing: Bringing, signer: Signer) -> Brought:
    try:
        return servers.bring(bringing.inbox, bringing.activity.body.encode(), signer)
    except Exception as error:
        # One delivery that cannot be signed or spoken must not stop all others.
        log.exception("Activity %s could not be brought", bringing.activity_id)
        return Brought(words=f"{type(error).__name__}: {error}")


def _settle(bringing: Bringing, brought: Brought) -> None:
    if brought.is_taken:
        actions.bringing_taken(bringing)
    elif brought.is_gone:
        actions.give_up_inbox(bringing.inbox)
    elif brought.is_refused:
        actions.bringing_refused(bringing, words=brought.words)
    else:
        actions.bringing_failed(bringing, words=brought.words, wait=brought.wait)


@every(hours=6)
def tidy_fediverse() -> int:
    """Forget what is not needed any longer."""
    return actions.tidy_fediverse()
