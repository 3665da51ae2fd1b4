"""The index of experts is kept up to date, so that whoever asks never waits for it."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.responses.queries.expert_index import renew_index


@every(minutes=5)
def renew_expert_index() -> int:
    """Make the index anew where a paper, a statement, a story, a profile or a term changed; returns 1 if so."""
    return int(renew_index())
