"""Copies of a picture are found however they were changed, and no two different pictures are taken for the same."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scicomm.assets.rules.pictures.comparing import ALIKE, Looks
from scicomm.assets.rules.pictures.describing import described, lab
from scicomm.assets.rules.pictures.finding import PictureIndex, confirmed
from scicomm.assets.rules.pictures.opening import UnreadablePicture, small_picture
from scicomm.assets.rules.pictures.reading import Print, print_of
from scicomm.config.benchmarks.pictures import COPIES, KINDS, jpeg, picture

MANY = 12 * len(KINDS)


@pytest.fixture(scope="module")
def library() -> tuple[PictureIndex, dict[int, Looks], dict[int, Print]]:
    index, looks, prints = PictureIndex(), {}, {}
    for number in range(MANY):
        seen = print_of(io.BytesIO(jpeg(picture(number, 240, 160))))
        index.put(number, seen.marks.hashes, seen.colours, seen.looks)
        looks[number] = Looks(seen.marks.sketch, seen.marks.tint)
        prints[number] = seen
    return index, looks, prints


def same(library: Any, seen: Print) -> set[int]:
    index, looks, _prints = library
    scores = confirmed(seen.marks, index.suspicions(seen.marks), looks)
    return {key for key, score in scores.items() if score >= ALIKE}


# One of each kind but soft gradients and small print, whose losses the benchmark states.
CHOSEN = [
    number
    for number in range(len(KINDS), 2 * len(KINDS))
    if KINDS[number % len(KINDS)].__name__ not in {"gradient", "page"}
]


@pytest.mark.parametrize("copy", ["recompressed q30", "half size", "grey", "brightened 25 %", "cropped 12 % of the area",
    "cropped 12 % off width and height", "cropped 12 % off one side", "mirrored"])  # fmt: skip
def test_a_changed_copy_is_found_among_all(library: Any, copy: str) -> None:
    missed = [
        KINDS[number % len(KINDS)].__name__
        for number in CHOSEN
        if number not in same(library, print_of(io.BytesIO(COPIES[copy](picture(number, 240, 160)))))
    ]
    assert not missed


def test_different_pictures_are_never_taken_for_the_same(library: Any) -> None:
    for number in range(MANY):
        if KINDS[number % len(KINDS)].__name__ not in {"gradient", "page"}:
            assert same(library, library[2][number]) == {number}


def test_the_index_forgets_and_takes_new_values(library: Any) -> None:
    index = PictureIndex()
    prints = [print_of(io.BytesIO(jpeg(picture(number, 240, 160)))) for number in range(3)]
    for key, seen in enumerate(prints):
        index.put(key, seen.marks.hashes, seen.colours, seen.looks)
    index.remove(0)
    assert index.suspicions(prints[0].marks) == [] or index.suspicions(prints[0].marks)[0].key != 0
    assert index.suspicions(prints[2].marks)[0].key == 2
    index.put(2, prints[0].marks.hashes, prints[0].colours, prints[0].looks)
    assert index.suspicions(prints[0].marks)[0].key == 2
    assert index.like(prints[1].looks, most=1)[0] == (1, 1.0)


def test_main_colours_are_those_of_the_picture_and_found_by_a_swatch() -> None:
    half = np.zeros((128, 128, 3), dtype=np.float32)
    half[:, :96], half[:, 96:] = (23, 82, 143), (165, 48, 29)
    seen = described(half)
    assert seen.colours[0, 3] == pytest.approx(0.75, abs=0.02)
    assert np.linalg.norm(seen.colours[0, :3] - lab(np.array([23, 82, 143], dtype=np.float32))) < 1
    assert lab(np.array([255, 255, 255], dtype=np.float32)) == pytest.approx([100, 0, 0], abs=0.05)
    index = PictureIndex()
    index.put(
        7, np.zeros(len(print_of(io.BytesIO(jpeg(picture(1)))).marks.hashes), dtype=np.uint64), seen.colours, seen.looks
    )
    assert index.coloured(lab(np.array([165, 48, 29], dtype=np.float32)), most=5)[0][0] == 7
    assert index.coloured(lab(np.array([20, 200, 20], dtype=np.float32)), most=5) == []


def test_a_bomb_is_refused_by_its_header_and_a_broken_file_says_so() -> None:
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    for data, code in (
        (bomb.getvalue(), "too-many-pixels"),
        (jpeg(picture(1))[:300], "broken"),
        (b"<svg/>", "no-picture"),
    ):
        with pytest.raises(UnreadablePicture) as refused:
            small_picture(io.BytesIO(data))
        assert refused.value.code == code


def test_a_picture_lies_upright_and_transparent_ones_on_white() -> None:
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "red").save(held, "JPEG", exif=exif)
    held.seek(0)
    seen = small_picture(held)
    assert (seen.width, seen.height) == (20, 40)
    held = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(held, "PNG")
    held.seek(0)
    assert small_picture(held).pixels.min() == 255
