"""How fast personal mails go out, and what a killed dispatcher costs: real processes, a local SMTP server in another one.

Each mail is one reader's own: greeting, a choice of items, links with their tokens. Nothing is taken out of the path: claim,
consent and caps, HTML and text, MIME, SMTP, the journal, the note in the database.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scicomm.config.benchmarks.academy import PROJECT, environment
from scicomm.config.benchmarks.ingest import _empty_home
from scicomm.config.benchmarks.results import Result, benchmark

MAILS = int(os.environ.get("SCICOMM_BENCH_MAILS", "100000"))
KILLS = int(os.environ.get("SCICOMM_BENCH_KILLS", "50"))


@benchmark("mail")
def mail(home: Path) -> list[Result]:
    """Mails a second while the dispatcher is killed at random moments; none may be lost, one a kill may go twice."""
    with tempfile.TemporaryDirectory() as scratch:
        measured = _measured(_empty_home(Path(scratch)), Path(scratch) / "taken.log")
    note = f"{MAILS:,} personal mails, SQLite, one dispatcher, {KILLS} times killed, a local SMTP server"
    return [
        Result("mail", round(MAILS / measured["seconds"], 1), "mails/s", 300, "at_least", note),
        Result("mail_cpu", round(1000 * measured["cpu"] / MAILS, 3), "ms CPU", None, "", "of the dispatchers, a mail"),
        Result("mail_lost", measured["lost"], "mails", 0, "at_most", note),
        Result(
            "mail_twice", measured["twice"], "mails", KILLS, "at_most", "under the same Message-ID, one a kill at most"
        ),
    ]


def _measured(home: Path, log: Path) -> dict[str, Any]:
    sink = subprocess.Popen(
        [sys.executable, "-m", "scicomm.config.benchmarks.mail_sink", str(log)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    try:
        port = sink.stdout.readline().strip() if sink.stdout else ""
        command = [
            sys.executable,
            "-m",
            "scicomm.config.benchmarks.mail_process",
            str(log),
            str(MAILS),
            str(KILLS),
        ]
        mail_settings = {
            "SCICOMM_MAIL": "smtp",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": port,
            "SCICOMM_LOG_LEVEL": "ERROR",
        }
        done = subprocess.run(
            command, env=environment(home, **mail_settings), cwd=PROJECT, capture_output=True, text=True, check=False
        )
    finally:
        sink.terminate()
        sink.wait()
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout))
