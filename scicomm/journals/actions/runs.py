"""Runs over many files: begun with what was sent or refused, carried out piece by piece, each piece exactly once."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.watching import found_again
from scicomm.journals.actions.in_common import Intake
from scicomm.journals.actions.intake import Outcome, take_in
from scicomm.journals.actions.keeping import drop, on_disk, scratch_folder
from scicomm.journals.actions.mending import close, reads_of
from scicomm.journals.actions.quarantine import kept_name, plain_params
from scicomm.journals.models import IntakeItem, IntakeRun, QuarantinedFile
from scicomm.journals.models.storage import journal_storage
from scicomm.journals.permissions import can_mend, can_take_in
from scicomm.journals.rules.packages.reading import read_package
from scicomm.journals.rules.reading import ReadFile, Refusal, kind_of, read_file, refused_file
from scicomm.journals.rules.refusals import Reason, reason_words
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

logger = logging.getLogger(__name__)
STARTED = audit_entry("journals.intake.start", gettext_lazy("Take in files"), shred=shred_fields("files"))
# The page that took few small files carries them out itself; if it dies, the worker does after this long.
GRACE_SECONDS = 60
_NAMED = 20


def start_run(unit: Unit, uploads: Sequence[tuple[str, Any]], *, acting_user: Any, at_once: bool = False) -> IntakeRun:
    """Keep what was sent and begin a run. `at_once`: the caller carries it out itself, now."""
    require(can_take_in(acting_user, unit))
    storage = journal_storage()
    stored = []
    for name, file in uploads:
        ending = ".zip" if name.lower().endswith(".zip") else ".xml"
        stored.append({"name": kept_name(name), "file": storage.save(f"uploads/upload{ending}", File(file))})
    return _begin(unit, IntakeRun.Kind.DESK, stored, acting_user, GRACE_SECONDS if at_once else 0)


def start_replay(refused: Iterable[QuarantinedFile], *, acting_user: Any) -> list[IntakeRun]:
    """Try refused files again as they are, those the user may mend; one run for each unit."""
    rows = [row for row in refused if row.can_replay]
    for row in rows:
        require(can_mend(acting_user, row))
    units = {row.unit_id: row.unit for row in rows}
    return [
        _begin(
            unit,
            IntakeRun.Kind.REPLAY,
            [{"name": row.file_name, "refused": row} for row in rows if row.unit_id == unit.pk],
            acting_user,
        )
        for unit in units.values()
    ]


def start_watched(unit: Unit, paths: Sequence[str]) -> IntakeRun:
    """Begin a run over files that have come to rest in the watched folder."""
    items = [{"name": kept_name(path), "watched": path} for path in paths]
    return _begin(unit, IntakeRun.Kind.FOLDER, items, None)


@transaction.atomic
def _begin(unit: Unit, kind: str, items: list[dict[str, Any]], user: Any, wait: float = 0) -> IntakeRun:
    now = timezone.now()
    run = IntakeRun.objects.create(
        unit=unit,
        kind=kind,
        started_by=user,
        total=len(items),
        not_before=now + dt.timedelta(seconds=wait),
    )
    IntakeItem.objects.bulk_create(
        IntakeItem(run=run, position=number, **values) for number, values in enumerate(items, 1)
    )
    audit(STARTED, run, user=user, new={"files": [one["name"] for one in items[:_NAMED]], "total": len(items)})
    return run


def open_runs() -> QuerySet[IntakeRun]:
    """Runs that are for the worker to carry on, oldest first."""
    states = [IntakeRun.State.WAITING, IntakeRun.State.RUNNING]
    return (
        IntakeRun.objects.filter(state__in=states, not_before__lte=timezone.now())
        .select_related("unit", "started_by")
        .order_by("created_at", "pk")
    )


def carry_out(run: IntakeRun, *, seconds: float | None = None, between: Callable[[], None] = lambda: None) -> bool:
    """Take in what a run still has to, for about `seconds`; True when it is over. May be killed anywhere and called again.

    `between` is called after each article, outside its transaction.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    if run.kind != IntakeRun.Kind.FOLDER and run.started_by is None:
        # Whoever sent it is gone, and with them the right to take it in.
        _set_state(run, IntakeRun.State.FAILED)
        return True
    _set_state(run, IntakeRun.State.RUNNING)
    shared = Intake()
    for item in run.items.filter(is_done=False).select_related("refused__unit"):
        _carry_out_item(run, item, shared, between)
        if until is not None and time.monotonic() >= until:
            break
    over = not run.items.filter(is_done=False).exists()
    if over:
        _set_state(run, IntakeRun.State.DONE)
    return over


def _carry_out_item(run: IntakeRun, item: IntakeItem, shared: Intake, between: Callable[[], None]) -> None:
    """Each article in a transaction with its line of the report; what an earlier try reported is not done again."""
    reported = {one["file"] for one in item.outcomes}
    made: list[Outcome] = []
    try:
        with _reads(item) as reads:
            for read in reads:
                if read.file not in reported:
                    made.append(_take_in_one(run, item, read, shared))
                    between()
        if item.refused is not None and made:
            close(item.refused, made, acting_user=run.started_by)
    except (OperationalError, OSError):
        # The database or the disk: nothing is wrong with the file, and the next turn takes it up.
        raise
    except Exception as error:
        logger.exception("A file of run %s could not be taken in: %s", run.pk, item.name)
        params: dict[str, object] = {"error": type(error).__name__}
        words = reason_words(Reason.READER_FAILED, params)
        _report(run, item, Outcome(item.name, "refused", refusal=_failed(item.name, words, params)))
    _finish(item)


def _failed(name: str, words: str, params: dict[str, object]) -> Refusal:
    return Refusal(name, 0, str(Reason.READER_FAILED), words, "", params)


@transaction.atomic
def _take_in_one(run: IntakeRun, item: IntakeItem, read: ReadFile | Refusal, shared: Intake) -> Outcome:
    (outcome,) = take_in([read], default_unit=run.unit, acting_user=run.started_by, shared=shared)
    _report(run, item, outcome)
    return outcome


@transaction.atomic
def _report(run: IntakeRun, item: IntakeItem, outcome: Outcome) -> None:
    row = IntakeItem.objects.select_for_update().get(pk=item.pk)
    row.outcomes = [*row.outcomes, told(outcome)]
    row.save(update_fields=["outcomes"])
    IntakeRun.objects.filter(pk=run.pk).update(moved_at=timezone.now())
    item.outcomes = row.outcomes


@contextmanager
def _reads(item: IntakeItem) -> Iterator[Iterator[ReadFile | Refusal]]:
    """The articles of an item, wherever its file lies; one that is gone was taken away by somebody and is passed over."""
    if item.refused is not None:
        with reads_of(item.refused) as reads:
            yield reads
    elif item.watched:
        yield _watched(item)
    elif item.file and journal_storage().exists(str(item.file.name)):
        with on_disk(item.file) as path:
            yield _file(path, item.name)
    else:
        yield iter(())


def _watched(item: IntakeItem) -> Iterator[ReadFile | Refusal]:
    folder = Path(settings.SCICOMM_WATCH_FOLDER)
    path = found_again(folder, item.watched)
    if path is not None:
        yield from _file(path, item.name)
    elif (folder / item.watched).is_symlink():
        yield refused_file(folder / item.watched, Reason.LINK_OUTSIDE, item.name)


def _file(path: Path, name: str) -> Iterator[ReadFile | Refusal]:
    kind = kind_of(path, name)
    if kind == "package":
        yield from read_package(path, name, scratch=scratch_folder())
    elif kind == "article":
        yield read_file(path, name=name)
    else:
        yield refused_file(path, Reason.OTHER_KIND, name)


def told(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a run keeps it."""
    refusal = outcome.refusal
    found: dict[str, Any] = {"file": outcome.file, "state": outcome.state}
    if refusal is None:
        return found | {
            "article": outcome.article_id,
            "doi": outcome.doi,
            "title": outcome.title[:500],
            "version": outcome.version,
            "files": outcome.files,
        }
    plain = plain_params(refusal.params)
    return found | {
        "line": refusal.line,
        "code": refusal.reason_code,
        "params": plain,
        "reason": refusal.reason,
        "refused": outcome.refused_id,
    }


def _finish(item: IntakeItem) -> None:
    """The item is done for good before its upload is removed: killed in between, only a file is left, not work."""
    name = item.file.name if item.file else ""
    IntakeItem.objects.filter(pk=item.pk).update(is_done=True)
    if name:
        drop(name)
        IntakeItem.objects.filter(pk=item.pk).update(file="")


@transaction.atomic
def _set_state(run: IntakeRun, state: str) -> None:
    over = state in {IntakeRun.State.DONE, IntakeRun.State.FAILED}
    values = {"state": state, "moved_at": timezone.now(), **({"finished_at": timezone.now()} if over else {})}
    IntakeRun.objects.filter(pk=run.pk).update(**values)
    for name, value in values.items():
        setattr(run, name, value)
