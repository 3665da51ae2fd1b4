"""Brings the database to where the code is and fills an empty house once; processes are started by `up`."""

from __future__ import annotations

import io
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from scicomm.core.models.progress import ProgressRow, ProgressState
from scicomm.core.progress import Progress, ProgressSink, RowProgress

# The row says that the demonstration was built to its end; a run that was killed half way is taken up again.
SEEDED = "first-run-seed"


class NotSeeded(CommandError):
    """The house has units of its own; it is started as it is."""


class MigrationLines(io.StringIO):
    """Reads what `migrate` prints and advances a bar for each migration."""

    def __init__(self, bar: Progress) -> None:
        super().__init__()
        self._bar = bar

    def write(self, text: str, /) -> int:
        if text.strip().startswith("Applying"):
            self._bar.beat(text.strip().removeprefix("Applying ").rstrip("."))
        elif text.strip().endswith("OK"):
            self._bar.advance()
        return super().write(text)


def pending_migrations() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring_up_to_date(progress: ProgressSink) -> int:
    """Applies the migrations the database lacks, with a bar; returns how many there were."""
    count = pending_migrations()
    if count:
        with progress.task(_("Preparing the database"), total=count) as bar:
            call_command("migrate", interactive=False, no_color=True, stdout=MigrationLines(bar))
    return count


def is_seeded() -> bool:
    """Whether the demonstration has been built to its end in this database."""
    return ProgressRow.objects.filter(key=SEEDED, state=ProgressState.DONE).exists()


def seed_once(**options: Any) -> bool:
    """Builds the demonstration unless that was done before; returns whether it was done now.

    Raises NotSeeded, before anything is noted, in a house that has units of its own.
    """
    if is_seeded():
        return False
    # Imported here, because a site may be installed without the demonstration.
    from scicomm.config.demo.build import foreign_unit, house_taken

    if taken := foreign_unit():
        raise NotSeeded(house_taken(taken))
    with RowProgress(SEEDED).task(_("Building the demonstration academy")):
        call_command("seed", **options)
    return True
