"""What a story page costs: uncached (queries and CPU), cached (requests a second), and how soon a correction is seen."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scicomm.config.benchmarks.academy import PROJECT, copied, environment, running
from scicomm.config.benchmarks.results import Result, benchmark

# Runs in a process of its own on the copied academy: the page as a visitor's request, past the page cache.
_UNCACHED = """
import json, statistics, time, django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from scicomm.newsroom.queries import public_stories
path = public_stories("zh-hans").filter(dossier__article__isnull=False)[0].get_url()
client = Client(headers={"host": "localhost"})
client.cookies["sessionid"] = "none"
def get():
    response = client.get(path)
    assert response.status_code == 200, response.status_code
for _ in range(20):
    get()
with CaptureQueriesContext(connection) as captured:
    get()
# Counted now: the next request empties the log.
queries = len(captured)
times = []
for _ in range(300):
    began = time.process_time()
    get()
    times.append((time.process_time() - began) * 1000)
print(json.dumps({"queries": queries, "cpu": statistics.median(times), "path": path}))
"""

# A correction through all three reviews, as the people whose duty it is would make it.
_CORRECT = """
import json, sys, time, django
django.setup()
from scicomm.newsroom import actions
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.queries import plan_for, public_stories
from scicomm.organisation.models import User
from scicomm.organisation.permissions import current_holders
root = User.objects.filter(is_superuser=True)[0]
told = public_stories("zh-hans").filter(dossier__article__isnull=False)
# One that is reviewed in the house's own order: three steps.
story = next(row for row in told if plan_for(row.dossier.unit, row.dossier.profile) is None)
draft = story.get_latest_revision_as_object()
draft.title = sys.argv[1]
draft.save_revision(user=root)
story = StoryPage.objects.get(pk=story.pk)
actions.submit_story(story, acting_user=root)
for role in ("first_reviewer", "second_reviewer", "final_reviewer"):
    reviewer = current_holders(story.dossier.unit, role).exclude(user=None).exclude(user=story.dossier.author)[0]
    actions.approve_story(story, acting_user=reviewer.user)
print(json.dumps({"at": time.time()}))
"""


def run_on(home: Path, code: str, *arguments: str) -> dict[str, float]:
    """Run a piece of Python on a home and return the JSON of its last line."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment(home),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


@benchmark("story_uncached")
def uncached(home: Path) -> list[Result]:
    """One story page rendered anew: queries, and CPU milliseconds as the median of 300."""
    measured = run_on(home, _UNCACHED)
    return [
        Result("story_queries", measured["queries"], "queries", 12, "at_most", "one story page, uncached"),
        Result("story_uncached", round(measured["cpu"], 2), "ms CPU", 8, "at_most", "median of 300"),
    ]


@benchmark("story_cached")
def cached(home: Path) -> list[Result]:
    """Requests a second from the page cache under wrk, and the seconds until a correction is on the page."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is not installed: apt install wrk")
    path = str(run_on(home, _UNCACHED.replace("range(300)", "range(1)"))["path"])
    with tempfile.TemporaryDirectory() as scratch:
        mine = copied(home, Path(scratch) / "home")
        with running(mine) as address:
            url = address + path
            for _warm in range(20):
                urllib.request.urlopen(url, timeout=10).close()
            rates = [_rate(wrk, url) for _round in range(3)]
            delay = _seconds_to_correction(mine, url)
    return [
        Result(
            "story_cached",
            round(statistics.median(rates)),
            "requests/s",
            5000,
            "at_least",
            "wrk, 16 connections, median of 3",
        ),
        Result("purge", round(delay, 2), "s", 1, "at_most", "from the last signature to the corrected page"),
    ]


def _rate(wrk: str, url: str) -> float:
    done = subprocess.run([wrk, "-t1", "-c16", "-d5s", url], capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    found = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found[1])


def _seconds_to_correction(home: Path, url: str) -> float:
    """From the last signature to the first corrected answer, asked for all the while."""
    title = f"更正于{int(time.time())}"
    with ThreadPoolExecutor(1) as aside:
        signing = aside.submit(run_on, home, _CORRECT, title)
        for _attempt in range(6000):
            if title.encode() in urllib.request.urlopen(url, timeout=10).read():
                seen = time.time()
                return max(seen - signing.result()["at"], 0.0)
            if signing.done():
                signing.result()
            time.sleep(0.02)
    raise RuntimeError("the correction was not seen within two minutes")
