"""The contract of every platform adapter, put to the whole engine: a story released in the database, the dispatcher, a fake.

How to stand the trial: write `fakes/<platform>.py` with a subclass of `FakePlatform`, add it to `fakes/__init__.py: ALL`, run
`pytest tests/channels/test_contract.py -k <ClassName>`. What an adapter must say of itself, so that nothing is posted twice:

- `Platform.abilities` holds `FIND` when `Outlet.find` can tell whether a sending stands there (asked with the very package that
  was sent, the key and what was remembered), or `KEYED` when the platform keeps our key (webhooks, idempotency keys), so that the
  same sending under the same key makes no second post. With neither, a lost answer goes to a person; the suite accepts that.
- `send` raises `OutletError(…, Wrong.UNSURE)` when the connection ended after the request had begun, `LATER` only when surely
  nothing was taken. Upload pictures first and post last, so that what dies before the post leaves nothing public.
- `poll`, `update`, `recall` are asked only with the ability; they may be repeated with the same key.

A fake leaves a trial out with `cannot = {"<name of trial>": "<why>"}`; the names are the keys of `TRIALS`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from scicomm.channels.actions import correct_releases, recall_releases
from scicomm.channels.enums import ReleaseState
from scicomm.channels.models import Receipt, Release
from scicomm.channels.rules.packages import Ability
from scicomm.newsroom.models import Dossier, StoryPage
from tests.channels.bench import Bench, Killed, can
from tests.channels.trials_of_refusal import (
    own_bound,
    picture_refused,
    platform_down,
    rate_limited,
    refused_at_once,
    refused_later,
    token_expired,
)


def _is_safe(bench: Bench) -> bool:
    return can(bench, Ability.FIND) or can(bench, Ability.KEYED)


def normal_sending(bench: Bench) -> None:
    """It is public once, and the receipt says where, under which id, and what exactly was sent."""
    release = bench.get_out(bench.release())
    assert release.state in {ReleaseState.SENT, ReleaseState.VISIBLE}, (release.state, release.error)
    assert bench.stands() == 1
    assert release.outside_id, "the platform's id is missing"
    receipt = Receipt.objects.filter(release=release).order_by("pk").last()
    assert receipt is not None and receipt.outside_id == release.outside_id
    assert re.fullmatch(r"[0-9a-f]{64}", release.digest) and receipt.digest == release.digest
    assert release.url.startswith("http") or "permalink" in bench.fake.cannot, "the public address is missing"
    bench.pass_time(2)
    assert bench.stands() == 1


def timeout_after_accepting(bench: Bench) -> None:
    """The platform took it and the connection ended: it is found (or recognised by its key), never posted twice."""
    release = bench.release()
    bench.fake.trials.hangs_after_taking = True
    bench.run()
    assert bench.read(release).state == ReleaseState.UNSURE, bench.read(release).error
    _settled_once(bench, release)


def death_before_writing_down(bench: Bench) -> None:
    """The process dies after the platform's answer, before the receipt: no double."""
    release = bench.release()

    def dies(*args: Any) -> None:
        raise Killed

    with patch("scicomm.channels.actions.note_answer", dies):
        _until_killed(bench)
    assert bench.read(release).state == ReleaseState.SENDING
    _settled_once(bench, release)


def death_before_sending(bench: Bench) -> None:
    """The process dies with the release claimed, before anything was said: it is sent, once."""
    release = bench.release()

    def dies(*args: Any, **named: Any) -> None:
        raise Killed

    with patch("scicomm.channels.tasks.dispatch._speak", dies):
        _until_killed(bench)
    assert bench.stands() == 0
    _settled_once(bench, release)


def _until_killed(bench: Bench) -> None:
    try:
        bench.run()
    except Killed:
        return
    raise AssertionError("nothing was sent")


def _settled_once(bench: Bench, release: Release) -> None:
    for _step in range(4):
        bench.pass_time(2)
        bench.fake.settle()
    assert bench.stands() <= 1, f"posted {bench.stands()} times"
    row = bench.read(release)
    if _is_safe(bench):
        assert bench.stands() == 1, "lost"
        assert row.state in {ReleaseState.SENT, ReleaseState.VISIBLE}, (row.state, row.error)
        assert row.outside_id
    else:
        assert row.state == ReleaseState.UNSURE and row.needs_hand, "nobody was asked to look"


def picture_arrives(bench: Bench) -> None:
    """A picture that may go arrives with the text."""
    row = bench.get_out(bench.release(picture=True))
    assert row.is_out, (row.state, row.error)
    assert bench.fake.public_posts[0].pictures == 1


def correction(bench: Bench) -> None:
    """A correction reaches the post by the platform's abilities; where it cannot be changed, a person is asked to."""
    release = bench.get_out(bench.release())
    before = bench.stands()
    story = release.dossier.story
    StoryPage.objects.filter(pk=story.pk).update(title="更正后的斑纹", standfirst="间距应为十二米。")
    Dossier.objects.filter(pk=release.dossier_id).update(corrected_at=timezone.now(), correction_note="间距应为十二米")
    Release.objects.filter(pk=release.pk).update(revision_id=0)
    correct_releases(release.dossier)
    bench.pass_time(3)
    bench.fake.settle()
    bench.pass_time(1)
    row = bench.read(release)
    assert row.is_out, (row.state, row.error)
    if not can(bench, Ability.UPDATE):
        assert row.needs_hand and row.error
        return
    assert not row.needs_hand, row.error
    assert row.digest != release.digest, "the receipt still names the old text"
    said = " ".join(post.text for post in bench.fake.public_posts)
    assert "更正后的斑纹" in said or "间距应为十二米" in said, said
    assert bench.stands() <= before + 1


def recall(bench: Bench) -> None:
    """A withdrawn story is taken back, or a person is asked to."""
    release = bench.get_out(bench.release())
    Dossier.objects.filter(pk=release.dossier_id).update(withdrawn_at=timezone.now(), withdrawal_reason="数据有误")
    recall_releases(release.dossier)
    bench.pass_time(3)
    row = bench.read(release)
    if not can(bench, Ability.RECALL):
        assert row.state == ReleaseState.RECALLING and row.needs_hand
        return
    assert row.state == ReleaseState.RECALLED, (row.state, row.error)
    title = release.dossier.story.title
    gone = all(title not in post.text for post in bench.fake.public_posts)
    assert gone or any("数据有误" in post.text for post in bench.fake.public_posts), (
        "it still stands there without a word"
    )


def withdrawn_while_unsure(bench: Bench) -> None:
    """A story withdrawn while nobody knows whether it was taken never stays public."""
    release = bench.release()
    bench.fake.trials.hangs_after_taking = True
    bench.run()
    Dossier.objects.filter(pk=release.dossier_id).update(withdrawn_at=timezone.now(), withdrawal_reason="数据有误")
    recall_releases(release.dossier)
    for _step in range(3):
        bench.pass_time(2)
        bench.fake.settle()
    row = bench.read(release)
    if can(bench, Ability.FIND) and can(bench, Ability.RECALL):
        assert row.state in {ReleaseState.RECALLED, ReleaseState.CANCELLED}, (row.state, row.error)
    else:
        assert row.needs_hand, (row.state, row.error)


def same_key(bench: Bench) -> None:
    """Every try of one text has the same digest, so that it can be recognised."""
    release = bench.release()
    bench.fake.trials.is_down = True
    bench.run()
    first = (bench.read(release).key, bench.read(release).digest)
    bench.run(hours=1)
    assert (bench.read(release).key, bench.read(release).digest) == first
    assert first[0] and hashlib.sha256().digest_size * 2 == len(first[1])


TRIALS: dict[str, Callable[[Bench], None]] = {
    trial.__name__: trial
    for trial in (
        normal_sending, timeout_after_accepting, death_before_writing_down, death_before_sending, token_expired, rate_limited,
        own_bound, picture_refused, picture_arrives, refused_at_once, refused_later, platform_down, correction, recall,
        withdrawn_while_unsure, same_key,
    )
}  # fmt: skip
