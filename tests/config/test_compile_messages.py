"""Promises of config/compile_messages.py: catalogues work without gettext's tools, and are compiled only when stale."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from scicomm.config import compile_messages

SOURCE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "story"
msgstr "稿件"

#, fuzzy
msgid "lead"
msgstr "不准"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_gettext_reads_what_was_compiled_and_fuzzy_entries_stay_out(source: Path, tmp_path: Path) -> None:
    assert compile_messages.compile_all((tmp_path,)) == [source]
    with source.with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("story") == "稿件"
    assert catalogue.gettext("lead") == "lead"
    assert [path.name for path in source.parent.iterdir() if path.suffix not in {".po", ".mo"}] == []


def test_what_is_fresh_is_left_alone(source: Path, tmp_path: Path) -> None:
    compile_messages.compile_all((tmp_path,))
    assert compile_messages.compile_all((tmp_path,)) == []
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_messages.compile_all((tmp_path,)) == [source]


def test_broken_syntax_is_said_with_its_place(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_text(SOURCE + "\nrubbish\n", encoding="utf-8")
    monkeypatch.setattr(compile_messages.compile_all, "__defaults__", ((tmp_path,),))
    assert compile_messages.main() == 1
    assert "django.po" in capsys.readouterr().err
