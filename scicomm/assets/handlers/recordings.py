"""A recording that came in is looked into: can it be played, how long is it, what does it look like?"""

from __future__ import annotations

from django.utils.translation import override

from scicomm.assets import actions
from scicomm.assets.enums import AssetKind
from scicomm.assets.models import Recording
from scicomm.assets.queries.stored import opened
from scicomm.assets.rules.probing import CannotPlay, frame_at, probe
from scicomm.core.ledger import on
from scicomm.facts.assets import AssetTakenIn
from scicomm.facts.base import ref_parts

# Many recordings begin in black: the first picture is taken a little later.
FIRST_PICTURE = 0.1
LATEST_FIRST_PICTURE = 5.0


@on(AssetTakenIn)
def on_asset_taken_in(fact: AssetTakenIn, *, delivery_id: int) -> None:
    """Looks into the file once; looking again changes nothing."""
    if fact.kind not in {AssetKind.VIDEO, AssetKind.AUDIO, AssetKind.MODEL}:
        return
    recording = Recording.objects.filter(asset__pk=ref_parts(fact.subject)[1]).first()
    if recording is None:
        return
    try:
        with opened(recording) as file:
            found = probe(file, recording.kind)
    except CannotPlay as problem:
        with override("zh-hans"):
            chinese = str(problem)
        with override("en"):
            actions.note_probe(recording, None, problem_zh=chinese, problem_en=str(problem))
        return
    recording = actions.note_probe(recording, found)
    if recording.kind == AssetKind.VIDEO and recording.poster_id is None:
        moment = min((recording.duration or 0) * FIRST_PICTURE, LATEST_FIRST_PICTURE)
        with opened(recording) as file:
            actions.set_poster(recording, frame_at(file, moment), moment=moment)
