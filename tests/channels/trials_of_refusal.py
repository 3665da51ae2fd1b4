"""Trials of what a platform refuses, bounds or cannot do: nothing is lost, nothing is tried in vain, people are told."""

from __future__ import annotations

from scicomm.channels.enums import ReleaseState, Trouble
from scicomm.channels.models import Channel, Receipt
from scicomm.channels.rules.packages import Ability
from tests.channels.bench import Bench, can


def token_expired(bench: Bench) -> None:
    """Nothing is lost, the account shows what is wrong, its owner is told; with new credentials all that waited goes out."""
    first, second = bench.release(), bench.release(title="第二篇")
    bench.fake.trials.token_expired = True
    bench.pass_time(3)
    bench.channel.refresh_from_db()
    assert bench.channel.trouble == Trouble.CREDENTIALS and bench.channel.trouble_words
    assert [bench.read(row).state for row in (first, second)] == [ReleaseState.WAITING] * 2
    assert bench.read(first).attempts == 0, "an expired token used up a try"
    said = " ".join(Receipt.objects.values_list("words", flat=True)) + bench.channel.trouble_words
    for secret in bench.fake.account().secrets.values():
        assert len(secret) < 4 or secret not in said, "a secret is told"
    bench.fake.trials.token_expired = False
    bench.renew(bench.channel, dict(bench.fake.account().secrets))
    for row in (first, second):
        bench.pass_time(1)
        assert bench.get_out(row).is_out, bench.read(row).error
    bench.pass_time(3)
    assert bench.stands() == 2
    bench.channel.refresh_from_db()
    assert bench.channel.trouble == ""


def rate_limited(bench: Bench) -> None:
    """It waits for as long as the platform said, and not a call earlier."""
    release = bench.release()
    bench.fake.trials.limited_for = 600
    bench.run()
    asked = len(bench.fake.asked)
    row = bench.read(release)
    assert row.state == ReleaseState.WAITING and row.attempts == 0, (row.state, row.attempts, row.error)
    bench.run(seconds=500)
    assert len(bench.fake.asked) == asked, "it was asked before its time"
    bench.fake.trials.limited_for = 0
    bench.run(seconds=110)
    assert bench.get_out(release).is_out and bench.stands() == 1


def own_bound(bench: Bench) -> None:
    """Our own bound of posts an hour holds, whatever the platform would take."""
    Channel.objects.filter(pk=bench.channel.pk).update(most_per_hour=1)
    releases = [bench.release(title=f"第{number}篇") for number in range(2)]
    bench.run()
    bench.fake.settle()
    states = [bench.read(row).state for row in releases]
    assert states.count(ReleaseState.WAITING) == 1, states
    bench.run(minutes=50)
    assert [bench.read(row).state for row in releases].count(ReleaseState.WAITING) == 1
    bench.run(minutes=15)
    assert all(bench.get_out(row).is_out for row in releases) and bench.stands() == 2


def picture_refused(bench: Bench) -> None:
    """The text goes all the same, and the receipt names the picture that did not."""
    release = bench.release(picture=True)
    bench.fake.trials.refuses_pictures = True
    row = bench.get_out(release)
    assert row.is_out, (row.state, row.error)
    assert bench.stands() == 1 and bench.fake.public_posts[0].pictures == 0
    problems = [problem for receipt in row.receipts.all() for problem in receipt.problems]
    assert any(problem["where"].startswith("picture:") for problem in problems), problems


def refused_at_once(bench: Bench) -> None:
    """What the platform will never take is refused in its words, and not tried ten times."""
    release = bench.release()
    bench.fake.trials.refuses_post = True
    bench.pass_time(3)
    row = bench.read(release)
    assert row.state == ReleaseState.REFUSED and row.error, (row.state, row.error)
    assert bench.stands() == 0
    bench.channel.refresh_from_db()
    assert bench.channel.trouble == ""


def refused_later(bench: Bench) -> None:
    """The platform said yes and says no later: the release does not go on claiming that it was taken."""
    if not can(bench, Ability.POLL):
        return
    release = bench.release()
    bench.fake.trials.refuses_later = True
    bench.run()
    assert bench.read(release).state == ReleaseState.ACCEPTED, bench.read(release).error
    bench.fake.settle()
    bench.pass_time(3)
    row = bench.read(release)
    assert row.state == ReleaseState.REFUSED and row.error, (row.state, row.error)


def platform_down(bench: Bench) -> None:
    """A platform that does not answer costs nothing but time; the account has its pause meanwhile."""
    releases = [bench.release(title=f"第{number}篇") for number in range(2)]
    bench.fake.trials.is_down = True
    bench.pass_time(4)
    bench.channel.refresh_from_db()
    assert bench.channel.failures and bench.channel.trouble == Trouble.BROKEN and bench.channel.paused_until
    asked = len(bench.fake.asked)
    assert asked < 80, "an account in trouble is not left in peace"
    bench.fake.trials.is_down = False
    for _step in range(4):
        bench.pass_time(4)
        bench.fake.settle()
    assert all(bench.read(row).is_out for row in releases), [bench.read(row).error for row in releases]
    assert bench.stands() == 2
