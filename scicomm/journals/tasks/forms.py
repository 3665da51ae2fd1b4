"""Looking once at every stored source whether harvesters can be given it as a record in JATS."""

from __future__ import annotations

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.journals import actions
from scicomm.journals.queries.oai import unseen_sources
from scicomm.journals.rules.oai.formats import jats_of

# A source takes one or two milliseconds, and so many sources are held in memory at once.
AT_ONCE = 50


@every(seconds=60)
def look_at_forms() -> Again | int:
    """Look at the sources nobody has looked at, oldest first; again at once while there are more."""
    found = {key: jats_of(source) is not None for key, source in unseen_sources(AT_ONCE)}
    if not found:
        return 0
    actions.note_forms(found)
    return AGAIN if len(found) == AT_ONCE else len(found)
