"""The library's own work: fingerprints, pairs, uploads, imports from the drop folder, edits of many."""

from __future__ import annotations

from django.utils import timezone

from scicomm.assets import actions
from scicomm.core.periodic import AGAIN, Again, every

# Each takes turns with everything else the worker does.
TURN_SECONDS = 3.0


@every(seconds=10)
def compare_pictures() -> Again | None:
    """Every picture has a fingerprint, and has been compared with all others."""
    done = actions.make_missing_fingerprints(TURN_SECONDS) and actions.pair_new_pictures(TURN_SECONDS)
    return None if done else AGAIN


@every(seconds=10)
def finish_uploads() -> int:
    """Uploads whose last byte came just before a process was killed."""
    return actions.finish_uploads()


@every(hours=1)
def tidy_uploads() -> int:
    """What nobody went on with for a week is removed."""
    return actions.tidy_uploads(timezone.now())


@every(hours=1)
def forget_gone_assets() -> int:
    """The staff's search finds nothing that is gone."""
    return actions.forget_gone_assets()


@every(seconds=10)
def look_at_drop_folder() -> int:
    """What has come to rest in the drop folder becomes imports; what is over leaves it."""
    drop = actions.drop_folder()
    if drop is None:
        return 0
    actions.put_away_imported(drop)
    return len(actions.look_at_drop_folder(drop))


@every(seconds=2)
def carry_out_imports() -> Again | None:
    """Some seconds for each open import; due again at once while one has work left."""
    over = [actions.carry_out_import(run, seconds=TURN_SECONDS) for run in actions.open_imports()]
    return None if all(over) else AGAIN


@every(seconds=2)
def carry_out_edits() -> Again | None:
    """Some seconds for each edit of many."""
    over = [actions.carry_out_edit(edit, seconds=TURN_SECONDS) for edit in actions.open_edits()]
    return None if all(over) else AGAIN
