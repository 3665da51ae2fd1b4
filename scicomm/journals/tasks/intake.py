"""Runs are carried out, the watched folder is looked at, old sources are removed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.journals import actions
from scicomm.search.actions import carrying

# A run takes turns with everything else the worker does.
TURN_SECONDS = 3.0


@every(seconds=1)
def carry_out_runs() -> Again | int:
    """Some seconds for each open run; due again at once while one has work left."""
    runs = list(actions.open_runs())
    if not runs:
        return 0
    with carrying() as carry:
        over = [actions.carry_out(run, seconds=TURN_SECONDS, between=carry) for run in runs]
    if settings.SCICOMM_WATCH_FOLDER:
        actions.put_away_done(Path(settings.SCICOMM_WATCH_FOLDER))
    return AGAIN if not all(over) else len(runs)


@every(seconds=10)
def look_at_folder() -> int:
    """Files of the watched folder that look as they did ten seconds ago have come to rest and go into a run."""
    if not settings.SCICOMM_WATCH_FOLDER:
        return 0
    folder = Path(settings.SCICOMM_WATCH_FOLDER)
    if not folder.is_dir():
        return 0
    actions.put_away_done(folder)
    return len(actions.look_at_folder(folder))


@every(hours=24)
def tidy_intake() -> int:
    """Remove what closed refusals and finished runs have left."""
    return actions.tidy_intake()
