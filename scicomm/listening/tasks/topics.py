"""Topics by the clock: what waits is grouped, bursts are noticed, counts are folded, silent topics end."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.listening import actions
from scicomm.listening.tasks.topic_engine import Grouper

# The worker delivers facts between two runs, so a run takes what fits into this time and leaves the rest to the next.
RUN_SECONDS = 10.0
_GROUPERS: dict[Path, Grouper] = {}


def grouper() -> Grouper:
    """The engine of this process."""
    path = Path(settings.SCICOMM_HOME) / "topics" / "state"
    return _GROUPERS.setdefault(path, Grouper(path))


@every(seconds=2)
def group_waiting() -> int | Again:
    """Put mentions that were read into their topics, in the order in which they came; returns how many."""
    done, more = grouper().run(RUN_SECONDS)
    return AGAIN if more else done


@every(minutes=1)
def notice_bursts() -> int:
    """Find bursts that began, and end those that have fallen back; returns how many began."""
    return len(actions.note_bursts())


@every(hours=6)
def fold_topic_counts() -> int:
    """Fold old hours into days and let silent topics end; returns how many hours were folded."""
    actions.end_quiet_topics()
    return actions.fold_counts()
