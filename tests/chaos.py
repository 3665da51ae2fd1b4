"""`make chaos`: runs of the whole loop while web and worker are killed by SIGKILL; then every promise is checked and printed.

`python -m tests.chaos` works on SQLite, or beside the PostgreSQL that DATABASE_URL names. RUNS (30), SEED (random, printed),
PEOPLE (3, how many runs go on at once) and KILLS (yes; with no, the loop and its checks alone) are environment variables.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.live import Site, own_database

if TYPE_CHECKING:
    from scicomm.core.progress import Progress
    from tests.chaos_checks import Check
    from tests.chaos_killer import Killer
    from tests.chaos_papers import Paper
    from tests.chaos_people import Hands, Tally

BATCH = 3
DRAIN_SECONDS = 180.0
# Short leases, so that work of the dead is taken over while one waits; short waits, so that 30 runs do not take an hour.
IMPATIENT = {
    "SCICOMM_LEASE_SECONDS": "2",
    "SCICOMM_RETRY_SECONDS": "1",
    "SCICOMM_DELIVERY_TRIES": "20",
    "SCICOMM_RESTART_SECONDS": "1",
    "SCICOMM_MAIL": "folder",
}

# Runs in a process of its own on the site's data: the expert of all papers, and a watch that every mention fits.
_SETTING = """
import django
django.setup()
from django.db import transaction
from scicomm.listening.actions import create_watch
from scicomm.organisation.models import Unit, User
from tests.chaos_papers import ORCID, WATCHED
from tests.factories.organisation import PersonFactory
with transaction.atomic():
    unit = Unit.objects.get(slug="north-lake")
    PersonFactory(unit=unit, expert=True, orcid=ORCID, family_name_zh="沈", given_name_zh="知远")
    owner = User.objects.get(username="communication_officer-north-lake")
    create_watch(unit=unit, name="chaos", acting_user=owner, any_words=WATCHED)
"""


def build(home: Path) -> Site:
    """The small academy with its expert and its watch, not running yet; this process reads its database from now on."""
    site = Site(home=home, database_url=own_database(), extra=IMPATIENT).build()
    site.python(_SETTING)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(site.environment())
    import django

    django.setup()
    return site


def drive(site: Site, killer: Killer, tally: Tally, papers: Sequence[Paper], seed: int, bar: Progress) -> list[str]:
    """All runs, several at once; returns what went wrong."""
    from django.db import close_old_connections, connections

    from tests.chaos_loop import run_batch
    from tests.chaos_people import Hands

    people = max(1, int(os.environ.get("PEOPLE", "3")))
    size = min(BATCH, -(-len(papers) // people))
    batches = [papers[start : start + size] for start in range(0, len(papers), size)]
    waiting, wrong, lock = list(batches), list[str](), threading.Lock()

    def work(number: int) -> None:
        hands: Hands = Hands(site, killer, tally, seed + number)
        while True:
            with lock:
                if not waiting or wrong:
                    break
                batch = waiting.pop(0)
            try:
                run_batch(hands, batch, site.home / "papers" / str(batch[0].number))
            except Exception as error:  # noqa: BLE001 - whatever stops a run is a finding
                with lock:
                    wrong.append(f"runs from {batch[0].number}: {type(error).__name__}: {error}")
            with lock:
                bar.advance(len(batch), f"{killer.kills.total()} kills")
            close_old_connections()
        connections.close_all()

    threads = [threading.Thread(target=work, args=(number,), name=f"people-{number}") for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def come_to_rest(site: Site, hands: Hands, papers: Sequence[Paper]) -> None:
    """Nobody is killed any more: the last newsletters go out, the account is computed, and the worker finishes what is open."""
    from django.urls import reverse
    from django.utils import timezone

    from scicomm.assessment.models import AssessmentRun
    from scicomm.newsroom.models import Dossier
    from tests.chaos_loop import send_newsletters

    site.wait()
    send_newsletters(hands, list(Dossier.objects.all()))
    wait_for_rest()
    before = timezone.now()
    year = timezone.localdate().year
    hands.until(
        "computed account",
        AssessmentRun.objects.filter(computed_at__gte=before).exists,
        lambda: hands.browsers["assessor"].post(reverse("assessment_compute", args=[year])),
    )
    wait_for_rest()


def wait_for_rest() -> None:
    """Until nothing is open: no delivery, no mail, no mention that watches have not seen, nothing on its way to the index."""
    from scicomm.audiences.enums import OPEN_MAILS
    from scicomm.audiences.models import OutgoingMail
    from scicomm.core.models import Delivery
    from scicomm.listening.models import Mention
    from scicomm.search.models import IndexEntry

    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end:
        mails = OutgoingMail.objects.filter(state__in=OPEN_MAILS)
        entries = IndexEntry.objects.filter(state=IndexEntry.State.PENDING)
        unseen = Mention.objects.filter(watched_at=None)
        if not any(rows.exists() for rows in (Delivery.objects.open(), mails, entries, unseen)):
            return
        time.sleep(0.3)


def checks(site: Site, tally: Tally, papers: Sequence[Paper]) -> Iterator[Check]:
    from tests import chaos_checks as held
    from tests.chaos_loop import NEW_READER_EVERY
    from tests.chaos_people import Browser

    runs = len(papers)
    readers = len(range(0, runs, NEW_READER_EVERY))
    yield from held.rows(papers, readers)
    yield from held.facts(runs, readers)
    yield from held.work()
    yield from held.mails(site, papers)
    yield from held.scores(runs)
    yield from held.pages(site, Browser(site, tally), papers)


def report(found: Sequence[Check], wrong: Sequence[str]) -> bool:
    """The table, then the violations; True when there are none."""
    width = max((len(check.name) for check in found), default=0)
    for check in found:
        shown = check.found if isinstance(check.found, int) else len(check.found)
        print(f"  {'ok  ' if check.holds else 'FAIL'}  {check.name:<{width}}  {shown}")
    broken = [check for check in found if not check.holds]
    for check in broken:
        print(f"\n{check.name}\n  expected: {check.expected}\n  found:    {check.found}")
    for words in wrong:
        print(f"\n{words}")
    return not broken and not wrong


def run(runs: int, seed: int, home: Path) -> bool:
    began = time.monotonic()
    site = build(home)
    starting = time.monotonic()
    site.up()
    from scicomm.core.progress import TerminalProgress
    from tests.chaos_killer import Killer, victims
    from tests.chaos_papers import Paper
    from tests.chaos_people import Hands, Tally

    tally, papers = Tally(), [Paper(number) for number in range(runs)]
    # The site starts in two steps, the supervisor and then its children.
    killer = Killer(site, seed, (time.monotonic() - starting) / 2)
    if os.environ.get("KILLS", "yes") != "no":
        killer.start()
    found: list[Check] = []
    try:
        with TerminalProgress().task(f"Chaos on {'PostgreSQL' if site.database_url else 'SQLite'}", runs) as bar:
            wrong = drive(site, killer, tally, papers, seed, bar)
        killer.stop()
        chaos_seconds = time.monotonic() - starting
        if not wrong:
            come_to_rest(site, Hands(site, killer, tally, seed), papers)
            found = list(checks(site, tally, papers))
    finally:
        killer.stop()
        supervisor = site.process.pid if site.process else 0
        code = site.down()
    left = victims(supervisor)
    if code != 0 or left:
        wrong.append(f"the site ended with {code} and left {left}")
    fine = report(found, wrong)
    for what, count in sorted(tally.seen.items()):
        print(f"  {count:>5}  {what}")
    kills = ", ".join(f"{count} × {kind}" for kind, count in sorted(killer.kills.items()))
    print(f"\n{runs} runs, seed {seed}, killed {killer.kills.total()}: {kills}; {chaos_seconds:.0f} s of chaos, "
          f"{time.monotonic() - began:.0f} s in all: {'nothing lost, nothing twice' if fine else 'BROKEN'}")  # fmt: skip
    return fine


def main() -> int:
    runs = int(os.environ.get("RUNS", "30"))
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"SEED={seed} RUNS={runs}", flush=True)
    home = Path(tempfile.mkdtemp(prefix="scicomm-chaos-"))
    fine = False
    try:
        fine = run(runs, seed, home / "home")
    finally:
        if fine:
            shutil.rmtree(home, ignore_errors=True)
        else:
            print(f"Kept for a look: {home} (SEED={seed})")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
