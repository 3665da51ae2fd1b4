"""Promise: a text is found by what its pieces are found by, however long it is and whatever stands beside them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.search import analysis, folding

SIGNS = (
    " \n\t,.;:()[]-‐'’_/aAbZ019µμαΣİßéäﬁﬀ½²…™´\u0301\u3099\u1161"
    "\xa0\u2003\u2028\u3000中文二三年十百第万亿。，、～ｆＡ１㎎㈱ﾊﾞ가𠮟𝛼臺灣驫"
)
MIXED = st.text(alphabet=SIGNS, max_size=80) | st.text(max_size=40)


def found(text: str) -> tuple[list[str], list[str], list[str]]:
    part = analysis.analyse(text)
    return part.words, part.grams, part.others


@pytest.mark.parametrize("short", [0, 10**9], ids=["by array", "one by one"])
@given(text=MIXED)
def test_a_text_is_found_by_what_its_pieces_are_found_by(short: int, text: str) -> None:
    text = text.replace("<", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_SHORT", short)
        whole = found(text)
        parts = [found(piece) for piece in text.split()]
    assert whole == tuple([one for part in parts for one in part[kind]] for kind in range(3))


@given(MIXED)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    folded = folding.fold(text.replace("<", ""))
    assert folding.fold(folded) == folded
    assert all(unicodedata.is_normalized("NFKC", line) for line in folded.split("\n"))


@given(MIXED)
def test_blanks_of_every_kind_are_blanks_of_the_index(text: str) -> None:
    """The index cuts at blanks of ASCII only."""
    words = analysis.analyse(text).text
    assert words.split() == [word for word in words.replace("\n", " ").split(" ") if word]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＤＮＡ　測序", "dna 测序"),
        ("5 µg² ½ ﬁn…", "5 μg2 1⁄2 fin..."),
        ("Å Å A\u030a", "å å å"),
        ("ﾊﾞ 가 \u1100\u1161", "バ 가 가"),
        ("驫 𠮟 𝛼", "骉 𠮟 α"),
        ("a\u0301\nb", "á\nb"),
    ],
)
def test_what_is_the_same_is_written_the_same(text: str, folded: str) -> None:
    assert folding.fold(text) == folded
