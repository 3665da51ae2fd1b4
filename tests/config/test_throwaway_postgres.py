"""Promises of config/throwaway_postgres.py: a server that works, and nothing left of it afterwards."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import psycopg
import pytest

from scicomm.config import throwaway_postgres as throwaway


def test_the_server_answers_and_leaves_nothing_behind() -> None:
    with throwaway.throwaway_postgres() as url:
        folder = Path(unquote(urlsplit(url).netloc.rpartition("@")[2]))
        found = dj_database_url.parse(url)
        with psycopg.connect(host=found["HOST"], user=found["USER"], dbname=found["NAME"]) as connection:
            row = connection.execute("select current_database(), current_setting('server_encoding')").fetchone()
        assert row == ("scicomm", "UTF8")
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(folder), user="scicomm", dbname="scicomm")


def test_a_machine_without_the_programs_is_told_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> Path:
        raise throwaway.PostgresError(throwaway.MISSING)

    monkeypatch.setattr(throwaway, "programs", none)
    monkeypatch.setattr("sys.argv", ["throwaway", "true"])
    assert throwaway.main() == 1
    assert "apt install postgresql" in capsys.readouterr().err
