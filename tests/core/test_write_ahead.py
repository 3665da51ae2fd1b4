"""Who stores for long does not wait for SQLite's log to be carried over; on PostgreSQL nothing is done."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from scicomm.core import write_ahead
from scicomm.core.models import Subject
from scicomm.core.write_ahead import carried_beside

pytestmark = pytest.mark.django_db(transaction=True)

SQLITE = connection.vendor == "sqlite"
MARK = "found in the database itself"


@pytest.fixture(autouse=True)
def at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_ahead, "_PAUSE_SECONDS", 0)


def _limit() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA wal_autocheckpoint").fetchone()[0]) if SQLITE else 0


def _is_carried() -> bool:
    """Whether what was stored has left the log."""
    return MARK.encode() in Path(str(connection.settings_dict["NAME"])).read_bytes()


def _is_carried_in_time() -> bool:
    """The thread needs some hundredths of a second."""
    until = time.monotonic() + 20
    while not _is_carried() and time.monotonic() < until:
        time.sleep(0.01)
    return _is_carried()


def test_a_thread_carries_the_log_while_the_caller_goes_on() -> None:
    usual = _limit()
    with carried_beside() as carry_log:
        Subject.objects.create(code="9991", name_zh="在", name_en=MARK)
        if SQLITE:
            assert not _is_carried()
        carry_log()
        if SQLITE:
            assert _is_carried_in_time()
            assert _limit() == write_ahead._LONGEST_LOG != usual
    assert _limit() == usual
    assert Subject.objects.filter(code="9991").exists()


def test_it_is_begun_once_in_a_while_and_never_twice_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[float] = []

    def slowly() -> None:
        carried.append(time.monotonic())
        time.sleep(0.2)

    monkeypatch.setattr(write_ahead, "_carry", slowly)
    with carried_beside() as carry_log:
        for _ in range(10):
            carry_log()
    assert len(carried) == (1 if SQLITE else 0)
    monkeypatch.setattr(write_ahead, "_PAUSE_SECONDS", 60)
    with carried_beside() as carry_log:
        carry_log()
    assert len(carried) == (1 if SQLITE else 0)


def test_a_log_that_cannot_be_carried_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def cursor(self) -> None:
            raise OperationalError("disk full")

    usual = _limit()
    with carried_beside() as carry_log:
        with monkeypatch.context() as patch:
            patch.setattr(write_ahead, "connection", Broken())
            carry_log()
            until = time.monotonic() + 20
            while SQLITE and "disk full" not in caplog.text and time.monotonic() < until:
                time.sleep(0.01)
        Subject.objects.create(code="9992", name_zh="小", name_en="small")
    assert ("disk full" in caplog.text) is SQLITE
    assert Subject.objects.filter(code="9992").exists()
    assert _limit() == usual


def test_who_fails_leaves_the_connection_as_it_was() -> None:
    usual = _limit()

    def fail() -> None:
        with carried_beside() as carry_log:
            carry_log()
            raise RuntimeError("the source is gone")

    with pytest.raises(RuntimeError):
        fail()
    assert _limit() == usual
