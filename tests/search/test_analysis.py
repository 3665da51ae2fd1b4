"""Promise: Chinese and English meet in one normal form, with or without the dictionary of words."""

from __future__ import annotations

import sys
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.search import analysis, folding, stemming


def test_full_width_case_compatibility_forms_and_ordinals_are_folded() -> None:
    assert folding.normalise("ＣＯ₂ 排放，第二期") == "co2 排放,第2期"


class _OpenCC:
    """Stands in for the optional library: knows two characters, and keeps every line in its place."""

    def __init__(self, direction: str) -> None:
        assert direction == "t2s"

    def convert(self, text: str) -> str:
        return text.replace("國", "国").replace("際", "际")


@pytest.mark.parametrize(("installed", "expected"), [(True, "国际"), (False, "國際")])
def test_traditional_characters_meet_simplified_ones_when_opencc_is_installed(
    monkeypatch: pytest.MonkeyPatch, installed: bool, expected: str
) -> None:
    library = types.ModuleType("opencc")
    library.OpenCC = _OpenCC  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "opencc", library if installed else None)
    folding._simplified.cache_clear()
    folding._tables.cache_clear()
    try:
        assert folding.normalise("國際") == expected
    finally:
        folding._simplified.cache_clear()
        folding._tables.cache_clear()


def test_words_of_a_mixed_sentence_come_in_order() -> None:
    assert analysis.words("姿态控制与Rodrigues参数") == ["姿态控制", "与", "rodrigues", "参数"]


def test_without_the_dictionary_words_are_overlapping_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "SEGMENTER", "bigrams")
    assert analysis.words("光合作用 in 叶") == ["光合", "合作", "作用", "in", "叶"]


def test_recall_tokens_are_characters_and_pairs_that_do_not_reach_over_punctuation() -> None:
    assert analysis.recall_tokens("控制，系统") == ["控", "制", "控制", "系", "统", "系统"]


def test_names_are_cut_into_characters_and_latin_words() -> None:
    assert analysis.name_tokens("张伟 Zhang Wei") == ["张", "伟", "zhang", "wei"]


@pytest.mark.parametrize(("word", "stem"), [("running", "run"), ("Müller".lower(), "muller"), ("控制", "控制")])
def test_stems_are_english_accents_are_folded_and_chinese_passes(word: str, stem: str) -> None:
    assert stemming.stem(word) == stem


@settings(deadline=None)  # the first example loads the dictionary
@given(st.text(max_size=60))
def test_offsets_lead_from_every_normal_character_to_the_original(text: str) -> None:
    normalised, offsets = folding.normalise_with_offsets(text)
    assert len(offsets) == len(normalised) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(text)
