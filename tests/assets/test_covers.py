"""Drawn covers: the same for the same seed, classes only, small; kept as whole files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.assets.rules import covers
from scicomm.assets.rules.formula_labels import FORMULA_LABELS
from scicomm.assets.templatetags import covers as tags

SEED = "10.5555/demo.eco.2027.0318"


@pytest.mark.parametrize("formula", sorted(covers.FORMULAS))
def test_the_same_paper_draws_the_same_small_picture_of_classes_only(formula: str) -> None:
    drawing = covers.cover_svg(formula, SEED)
    assert drawing == covers.cover_svg(formula, SEED)
    assert len(drawing.encode()) < 45_000
    assert drawing.startswith('<svg viewBox="0 0 800 500"')
    assert set(re.findall(r'class="([^"]*)"', drawing)) <= {"a1", "a2", "a3"}
    assert 'class="a2"' in drawing, "the second ink marks the one thing to look at"
    assert not re.search(r"style|#[0-9a-f]{3}|fill=|stroke=|rgb|nan|inf", drawing)


@pytest.mark.parametrize("formula", sorted(set(covers.FORMULAS) - {"turing"}))
def test_another_paper_draws_another_picture_and_none_is_too_large(formula: str) -> None:
    drawings = [covers.cover_svg(formula, f"10.5555/paper.{number}") for number in range(12)]
    assert len(set(drawings)) > 6
    assert max(len(d.encode()) for d in drawings) < 45_000


def test_two_papers_have_two_reaction_diffusion_patterns() -> None:
    assert covers.cover_svg("turing", "10.5555/one") != covers.cover_svg("turing", "10.5555/two")


def test_a_formula_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        covers.cover_svg("mandala", SEED)


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_seed_has_a_formula_and_a_pigment(seed: str) -> None:
    assert covers.formula_for(seed) in covers.FORMULAS
    assert covers.pigment_for(seed) in covers.PIGMENTS
    assert covers.formula_for(seed) == covers.formula_for(seed)


def test_all_formulas_and_pigments_are_reached() -> None:
    seeds = [f"10.5555/{number}" for number in range(400)]
    assert {covers.formula_for(s) for s in seeds} == set(covers.FORMULAS)
    assert {covers.pigment_for(s) for s in seeds} == set(covers.PIGMENTS)


def test_a_subject_brings_a_formula_that_belongs_to_it() -> None:
    assert {covers.formula_for(f"s{n}", ["160"]) for n in range(40)} == {"orbit", "spectrum"}
    assert covers.formula_for(SEED, ["16015"]) in {"orbit", "spectrum"}
    assert covers.formula_for(SEED, ["720"]) in covers.FORMULAS


def test_every_formula_has_a_label_in_two_languages() -> None:
    assert set(FORMULA_LABELS) == set(covers.FORMULAS)
    for label in FORMULA_LABELS.values():
        assert re.fullmatch(r"<math><mrow>.*</mrow></math>", label.mathml)
        with translation.override("en"):
            assert str(label.line).endswith(".")
            assert str(label.name)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.SCICOMM_HOME = tmp_path
    return tmp_path


def _render(source: str, **context: object) -> str:
    return Template("{% load covers %}" + source).render(Context(context))


def test_a_cover_is_drawn_once_and_then_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _render("{% cover doi 'rays' 'soot' %}", doi=SEED)
    assert first.startswith('<div class="art art--soot"><svg')
    assert len(list((home / "covers").iterdir())) == 1

    def refuse(formula: str, seed: str) -> str:
        raise AssertionError("drawn twice")

    monkeypatch.setattr(tags, "cover_svg", refuse)
    assert _render("{% cover doi 'rays' 'soot' %}", doi=SEED) == first


def test_a_change_of_the_drawing_code_draws_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _render("{% cover doi 'rays' %}", doi=SEED)
    monkeypatch.setattr(tags, "drawing_version", lambda: "other123")
    _render("{% cover doi 'rays' %}", doi=SEED)
    assert len(list((home / "covers").iterdir())) == 2


def test_a_disk_that_refuses_costs_no_page(home: Path) -> None:
    (home / "covers").write_text("a file where the folder should be")
    assert "<svg" in _render("{% cover doi 'rays' %}", doi=SEED)


def test_a_seed_cannot_leave_the_folder(home: Path) -> None:
    _render("{% cover doi 'rays' %}", doi="../../../etc/passwd")
    assert [p.parent for p in home.rglob("*.svg")] == [home / "covers"]


def test_a_cover_with_words_is_a_picture_and_its_words_are_escaped(home: Path) -> None:
    html = _render("{% cover doi 'rays' alt=words ratio='wide' %}", doi=SEED, words='"><b>')
    assert 'role="img" aria-label="&quot;&gt;&lt;b&gt;"' in html
    assert "art--wide" in html
    assert 'role="img"' not in _render("{% cover doi 'rays' %}", doi=SEED)


def test_unknown_names_fall_back_to_those_of_the_seed(home: Path) -> None:
    html = _render("{% cover doi 'nothing' 'pink' 'oval' %}{% formula_label doi 'nothing' %}", doi="10.5555/3")
    assert f"art--{covers.pigment_for('10.5555/3')}" in html
    assert "oval" not in html
    assert FORMULA_LABELS[covers.formula_for("10.5555/3")].mathml in html
