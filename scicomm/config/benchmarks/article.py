"""What an article's page costs uncached: queries of a page never seen before, and CPU of one seen before."""

from __future__ import annotations

from pathlib import Path

from scicomm.config.benchmarks.results import Result, benchmark
from scicomm.config.benchmarks.story import run_on

# Runs in a process of its own on the seeded academy: pages as a visitor's request, past the page cache.
_UNCACHED = """
import json, statistics, time, django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from scicomm.journals.models import Article
paths = [one.get_absolute_url() for one in Article.objects.order_by("-published_on", "-pk")[:40]]
client = Client(headers={"host": "localhost"})
client.cookies["sessionid"] = "none"
def get(path):
    response = client.get(path)
    assert response.status_code == 200, response.status_code
get(paths[-1])
queries = 0
for path in paths[:-1]:
    with CaptureQueriesContext(connection) as captured:
        get(path)
    # Counted now: the next request empties the log.
    queries = max(queries, len(captured))
times = []
for _ in range(8):
    for path in paths:
        began = time.process_time()
        get(path)
        times.append((time.process_time() - began) * 1000)
print(json.dumps({"queries": queries, "cpu": statistics.median(times)}))
"""


@benchmark("article")
def uncached(home: Path) -> list[Result]:
    """Forty articles' pages made anew: the most queries of a first look, requests a second on one core by the median CPU time."""
    measured = run_on(home, _UNCACHED)
    return [
        Result("article_queries", measured["queries"], "queries", 6, "at_most", "a page never asked for before"),
        Result(
            "article_uncached",
            round(1000 / measured["cpu"], 1),
            "requests/s",
            150,
            "at_least",
            "one core, median of 320",
        ),
    ]
