"""`scicomm worker`: delivers facts and runs periodic jobs until it is told to stop."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext_lazy as _

from scicomm.core.worker import Worker


class Command(BaseCommand):
    help = _("Deliver facts, run periodic jobs and queued tasks until told to stop; several may run at once.")  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        words = _("work until nothing is due, each periodic job once, then end")
        parser.add_argument("--drain", action="store_true", help=str(words))

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["drain"]:
            # Jobs make work for others and the other way round: what waits, the jobs, and what they left to do.
            count = worker.drain() + worker.run_due_jobs() + worker.drain()
            self.stdout.write(str(_("%(count)d pieces of work done") % {"count": count}))
            return
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        worker.run()
