"""Promise: nothing on a Chinese screen is in English, and no translation breaks when its placeholders are filled in."""

import json
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from scicomm.config import catalogue, messages


def entry(
    msgid: str, text: str = "", plural: str = "", fuzzy: bool = False, context: str | None = None
) -> polib.POEntry:
    made = polib.POEntry(msgid=msgid, msgctxt=context, flags=["fuzzy"] if fuzzy else [])
    if plural:
        made.msgid_plural, made.msgstr_plural = plural, {0: text}
    else:
        made.msgstr = text
    return made


def kinds(problems: list[catalogue.Problem]) -> list[tuple[str, str]]:
    return [(problem.kind, problem.msgid) for problem in problems]


@pytest.mark.parametrize(
    ("made", "good"),
    [
        (entry("Sent to %(name)s", "已送 %(name)s"), True),
        (entry("Sent to %(name)s", "已送 %(nome)s"), False),
        (entry("Sent to %(name)s", "已送"), False),
        (entry("Sent to {name}", "已送 {name}"), True),
        (entry("Sent to {name}", "已送 {姓名}"), False),
        (entry("Past %d days", "过去 %s 天"), False),
        (entry("100% done", "全部完成"), True),
        (entry("One page", "%(n)s 个页面", plural="%(n)s pages"), True),
        (entry("One page of %(site)s", "%(n)s 个页面", plural="%(n)s pages of %(site)s"), False),
        (entry("Not yet %(done)s", ""), True),
    ],
)
def test_a_translation_must_use_the_placeholders_of_its_source(made: polib.POEntry, good: bool) -> None:
    assert catalogue.placeholders_agree(made) is good


def test_compare_names_each_kind_of_fault() -> None:
    template = [
        entry("New"),
        entry("Changed"),
        entry("Fine"),
        entry("Fine", context="verb"),
        entry("Page", plural="Pages"),
    ]
    held = [
        entry("Changed", "旧", fuzzy=True),
        entry("Fine", "好"),
        entry("Gone", "没了"),
        entry("Page", "页面"),
    ]
    assert sorted(kinds(catalogue.compare(template, held))) == [
        ("fuzzy", "Changed"),
        ("missing", "Fine"),
        ("missing", "New"),
        ("stale", "Gone"),
        ("stale", "Page"),
    ]


def test_compare_is_silent_about_a_complete_catalogue() -> None:
    template = [entry("New"), entry("Page", plural="Pages")]
    assert catalogue.compare(template, [entry("New", "新"), entry("Page", "页面", plural="Pages")]) == []


def test_untranslated_accepts_a_translation_from_any_catalogue_but_not_a_fuzzy_one() -> None:
    strings = [entry("A"), entry("B"), entry("C"), entry("C")]
    found = catalogue.untranslated(strings, [[entry("A", "甲")], [entry("B", "乙", fuzzy=True)]])
    assert kinds(found) == [("missing", "B"), ("missing", "C")]


def test_merge_keeps_what_we_had_fills_the_rest_and_reports() -> None:
    template = [entry("Save"), entry("Open", context="verb"), entry("Page", plural="Pages"), entry("Alone")]
    words = [{"Save": "存", "verb\x04Open": "打开", "Page": "%d 页"}, {"Page": "页面", "Typo": "错"}]
    entries, merged = catalogue.merge(template, [entry("Save", "保存"), entry("Gone", "没了")], words)
    assert [catalogue.translations(made) for made in entries] == [["保存"], ["打开"], ["%d 页"], [""]]
    assert merged == catalogue.Merged(filled=2, empty=("Alone",), unused=("Typo",), conflicts=("Save", "Page"))


def test_extraction_reads_code_and_templates_without_touching_them(tmp_path: Path) -> None:
    package = tmp_path / "sample"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "words.py").write_text("from django.utils.translation import gettext as _\nx = _('From %(a)s')\n")
    (package / "templates" / "a.html").write_text("{% load i18n %}{% translate 'Book' context 'verb' %}")
    before = sorted(tmp_path.rglob("*"))
    found = {catalogue.key(made): messages.place(made) for made in messages.extract([package])}
    assert found == {(None, "From %(a)s"): "sample/words.py", ("verb", "Book"): "sample/templates/a.html"}
    assert sorted(tmp_path.rglob("*")) == before


def test_a_broken_template_is_reported_with_its_name(tmp_path: Path) -> None:
    package = tmp_path / "sample"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "bad.html").write_text(
        "{% load i18n %}{% blocktranslate %}{% if a %}x{% endif %}{% endblocktranslate %}"
    )
    with pytest.raises(RuntimeError, match=r"bad\.html"):
        messages.extract([package])


def test_check_prints_the_list_and_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    problem = catalogue.Problem("missing", "scicomm/desk/views.py", "Nothing waits")
    monkeypatch.setattr(catalogue, "check", lambda: [problem])
    assert catalogue.main(["check"]) == 1
    assert "scicomm/desk/views.py: 'Nothing waits'" in capsys.readouterr().out


def test_merge_verb_writes_a_catalogue_that_the_check_accepts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "sample"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "words.py").write_text("from django.utils.translation import gettext as _\nx = _('Ask')\n")
    monkeypatch.setattr(catalogue, "PACKAGE", package)
    monkeypatch.setattr(catalogue, "OURS", package / "locale")
    words = tmp_path / "words.json"
    words.write_text(json.dumps({"Ask": "提问"}), encoding="utf-8")
    assert kinds(catalogue.check()) == [("missing", "Ask")]
    assert catalogue.main(["merge", str(words)]) == 0
    assert catalogue.check() == []


def test_every_string_of_the_packages_we_build_on_is_in_chinese() -> None:
    assert [str(problem) for problem in catalogue.upstream()] == []


def test_every_string_of_ours_is_in_chinese() -> None:
    assert [str(problem) for problem in catalogue.check()] == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_what_we_added_for_packages_compiles_and_names_nothing_twice(domain: str, tmp_path: Path) -> None:
    path = messages.UPSTREAM / messages.LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
    tool = shutil.which("msgfmt")
    assert tool, "install gettext"
    made = tmp_path / f"{domain}.mo"
    subprocess.run([tool, "--check", "-o", str(made), str(path)], check=True, capture_output=True)
    assert len(polib.mofile(str(made))) == len({catalogue.key(one) for one in messages.read(messages.UPSTREAM, domain)})
