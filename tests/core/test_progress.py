"""Promises of core/progress.py: a bar in the terminal, a row for the page, and the truth about work that was killed."""

from __future__ import annotations

import datetime
import io

import pytest
from django.utils import timezone, translation

from scicomm.core.models.progress import SILENT_AFTER, ProgressRow, ProgressState
from scicomm.core.progress import Fan, Progress, ProgressSink, RowProgress, TerminalProgress, terminal_language


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Time that goes on only when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(ProgressSink, "clock", staticmethod(clock))
    return clock


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


def test_live_bar_shows_count_rate_and_time_left(clock: Clock) -> None:
    stream = Terminal()
    with TerminalProgress(stream).task("Reading", total=1200) as bar:
        clock.now += 10
        bar.advance(300, "a.xml")
    drawn = stream.getvalue().split("\r")[2]
    assert "[######..................]" in drawn
    assert "300/1,200" in drawn
    assert "30.0 a second" in drawn
    assert "0:30 left" in drawn
    assert "a.xml" in drawn
    assert stream.getvalue().endswith("\n")


def test_live_bar_is_not_drawn_for_every_step(clock: Clock) -> None:
    stream = Terminal()
    with TerminalProgress(stream).task("Reading", total=1000) as bar:
        for _each in bar.track(range(1000)):
            clock.now += 0.001
    assert stream.getvalue().count("\r") < 20


def test_outside_a_terminal_there_are_few_plain_lines(clock: Clock) -> None:
    stream = io.StringIO()
    with TerminalProgress(stream).task("Reading", total=60) as bar:
        for _each in bar.track(range(60)):
            clock.now += 1
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Reading"
    assert lines[-1] == "Reading  60/60  1.0 a second  1:00  done"
    assert 4 <= len(lines) <= 9
    assert "\x1b" not in stream.getvalue()


def test_a_resumed_run_does_not_count_what_was_done_before(clock: Clock) -> None:
    with Fan().task("Reading", total=100, done=90) as bar:
        clock.now += 1
        bar.advance(1)
        assert bar.rate == pytest.approx(1)
        assert bar.seconds_left == pytest.approx(9)


def test_a_line_never_wraps_even_in_chinese(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    with TerminalProgress(stream).task("正在读取期刊论文的全文" * 5, total=10) as bar:
        clock.now += 1
        bar.advance()
    for line in stream.getvalue().replace("\x1b[K", "").strip().split("\r"):
        assert sum(2 if ord(character) > 0x2E80 else 1 for character in line.strip()) < 40


def test_an_error_is_shown_and_goes_on_upwards(clock: Clock) -> None:
    stream = io.StringIO()
    with pytest.raises(ValueError, match="bad file"), TerminalProgress(stream).task("Reading", total=2):
        raise ValueError("bad file")
    assert stream.getvalue().splitlines()[-1].endswith("failed  bad file")


@pytest.mark.parametrize(("locale", "language"), [("zh_CN.UTF-8", "zh-hans"), ("C", "en"), ("de_DE", "en")])
def test_the_terminal_speaks_the_language_of_its_user(
    locale: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", locale)
    assert terminal_language() == language


@pytest.mark.django_db
def test_the_row_tells_the_page_how_far_it_is(clock: Clock) -> None:
    with RowProgress("ingest").task("Reading", total=4) as bar:
        assert ProgressRow.objects.get(key="ingest").state == ProgressState.RUNNING
        clock.now += 1
        bar.advance(1, "a.xml")
        row = ProgressRow.objects.get(key="ingest")
        assert (row.done, row.percent, row.message) == (1, 25, "a.xml")
        bar.advance(3)
    row = ProgressRow.objects.get(key="ingest")
    assert (row.done, row.percent, row.state) == (4, 100, ProgressState.DONE)


@pytest.mark.django_db
def test_the_row_is_written_at_most_twice_a_second(clock: Clock, django_assert_max_num_queries: object) -> None:
    with RowProgress("ingest").task("Reading", total=1000) as bar, django_assert_max_num_queries(3):  # type: ignore[operator]
        for _each in bar.track(range(1000)):
            clock.now += 0.001


@pytest.mark.django_db
def test_a_second_run_takes_the_row_over() -> None:
    with pytest.raises(RuntimeError), RowProgress("ingest").task("Reading", total=4):
        raise RuntimeError("broken")
    assert ProgressRow.objects.get(key="ingest").message == "broken"
    with RowProgress("ingest").task("Reading again", total=2):
        pass
    row = ProgressRow.objects.get(key="ingest")
    assert (row.label, row.state, row.message, row.done) == ("Reading again", ProgressState.DONE, "", 0)


@pytest.mark.django_db
def test_ctrl_c_leaves_the_row_as_stopped() -> None:
    with pytest.raises(KeyboardInterrupt), RowProgress("ingest").task("Reading"):
        raise KeyboardInterrupt
    assert ProgressRow.objects.get(key="ingest").state == ProgressState.STOPPED


def test_a_killed_run_is_shown_as_stopped_once_it_is_silent() -> None:
    now = timezone.now()
    row = ProgressRow(key="x", label="x", done=3, total=9, started_at=now, updated_at=now)
    assert row.state_at(now) == ProgressState.RUNNING
    assert row.state_at(now + SILENT_AFTER + datetime.timedelta(seconds=1)) == ProgressState.STOPPED
    row.state = ProgressState.DONE
    assert row.state_at(now + datetime.timedelta(days=1)) == ProgressState.DONE


def test_percent_needs_a_total_and_survives_a_total_of_nothing() -> None:
    assert ProgressRow(done=5, total=None).percent is None
    assert ProgressRow(done=0, total=0).percent == 100


def test_a_fan_feeds_every_sink(clock: Clock) -> None:
    heard: list[str] = []

    class Ear(ProgressSink):
        def begin(self, work: Progress) -> None:
            heard.append("begin")

        def show(self, work: Progress) -> None:
            heard.append(f"show {work.done}")

        def end(self, work: Progress, state: ProgressState) -> None:
            heard.append(f"end {state}")

    with Fan(Ear(), Ear()).task("x", total=1) as bar:
        bar.advance()
    assert heard == ["begin", "begin", "show 1", "show 1", "end done", "end done"]


def test_numbers_follow_the_terminal_not_the_site(clock: Clock) -> None:
    stream = io.StringIO()
    with translation.override("zh-hans"), TerminalProgress(stream).task("Reading", total=1) as bar:
        clock.now += 1
        bar.advance()
    assert "a second" in stream.getvalue()
