"""Promise: headings find their discipline; notices weigh what they say."""

from __future__ import annotations

import pytest

from scicomm.journals.rules.notices import heaviest, state_of
from scicomm.journals.rules.subjects import TABLE, codes_in, subject_codes


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("Research Article", []),
        ("Cell biology", ["180"]),
        ("Computational biology", ["180"]),
        ("Computer Science", ["520"]),
        ("Public Health and Epidemiology", ["330"]),
        ("地球科学", ["170"]),
        ("计算机科学技术", ["520"]),
        ("Artigos Originais", []),
    ],
)
def test_headings_find_their_discipline(heading: str, codes: list[str]) -> None:
    assert list(codes_in(heading)) == codes


def test_keywords_are_asked_only_when_headings_are_silent() -> None:
    assert subject_codes(["Research Article"], ["湿地", "碳汇"]) == ["610"]
    assert subject_codes(["Physics"], ["湿地"]) == ["140"]
    assert all(len(code) == 3 and code.isdigit() for code in TABLE)


def test_an_addendum_never_retracts() -> None:
    assert state_of("retracted-article", "retraction") == "retracted"
    assert state_of("retracted-article", "addendum") == "corrected"
    assert state_of("companion", "research-article") == ""
    assert heaviest(["corrected", "retracted", "concern"]) == "retracted"
    assert heaviest([]) == "current"
