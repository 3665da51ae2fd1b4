"""Promise: any set of interactions can be measured with the real kernel beside popularity and chance; nothing that comes later is
known; what is wrong with a file is said with its line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from scicomm.config.evaluations.interactions import read_interactions
from scicomm.config.evaluations.matching import evaluate, half_of, lead

DAY = 86400


def files(folder: Path, interactions: str, items: Any) -> list[str]:
    text = items if isinstance(items, str) else "\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    (folder / "N").write_text(text, encoding="utf-8")
    (folder / "I").write_text(interactions, encoding="utf-8")
    return [f"--interactions={folder / 'I'}", f"--items={folder / 'N'}"]


def two_tastes(folder: Path) -> list[str]:
    """Forty readers, half of them for physics, half for botany; every one reads what is new in their subject."""
    items = [{"id": n, "subjects": [("物理", "botany")[n % 2]], "published": n * DAY} for n in range(60)]
    lines = [
        f"u{user}\t{item}\t{(item + 1) * DAY + user}\t{5 if item % 2 == user % 2 else 1}"
        for item in range(60)
        for user in range(40)
        if item % 2 == user % 2 or item % 7 == 0
    ]
    return files(folder, "user\titem\ttime\tvalue\n" + "\n".join(lines) + "\nu1\tnowhere\t2026-01-01\t5\n", items)


@pytest.mark.parametrize("split", ["last", "time"])
def test_what_readers_like_is_found_before_what_all_like(tmp_path: Path, split: str) -> None:
    output = io.StringIO()
    arguments = [*two_tastes(tmp_path), f"--split={split}"]
    call_command("evaluate", "matching", *arguments, "--json", stdout=output, stderr=io.StringIO())
    figures = json.loads(output.getvalue())
    ndcg = {name: scores["ndcg_10"] for name, scores in figures["rankings"].items()}
    assert ndcg["matching"] > ndcg["popularity"]
    assert ndcg["matching"] > ndcg["random"]
    assert (figures["items"], figures["users"], figures["cases"], figures["unknown"]) == (60, 40, 40, 1)
    ahead = figures["leads"]["popularity"]
    assert ahead["low"] <= ahead["difference"] <= ahead["high"] and ahead["certainty"] > 0.95
    call_command("evaluate", "matching", *arguments, "--users=odd", stdout=output, stderr=io.StringIO())
    assert "matching, with variety" in output.getvalue() and "matching − popularity: nDCG@10 +" in output.getvalue()


def test_the_halves_are_all_users_and_nobody_twice(tmp_path: Path) -> None:
    two_tastes(tmp_path)
    found = read_interactions(tmp_path / "I", tmp_path / "N")
    even, odd = (evaluate(found, half=half) for half in ("even", "odd"))
    assert even.cases + odd.cases == 40 and min(even.cases, odd.cases) > 10
    assert {half_of(str(number)) for number in range(9)} == {"even", "odd"} and half_of("7") == half_of("7")


def test_what_differs_by_nothing_is_ahead_by_nothing() -> None:
    same = lead(np.array([0.5, 0.0, 1.0]), np.array([0.5, 0.0, 1.0]))
    assert (same.difference, same.low, same.high, same.certainty) == (0, 0, 0, 0.5)
    clear = lead(np.full(50, 0.6), np.full(50, 0.1))
    assert clear.certainty == 1 and clear.low == 0.5


def test_nothing_that_comes_later_is_known(tmp_path: Path) -> None:
    """What happens after a reader's last one does not change what they are offered for it."""
    two_tastes(tmp_path)
    before = evaluate(read_interactions(tmp_path / "I", tmp_path / "N"))
    later = [f"late{user}\t0\t{99 * DAY + user}\t5" for user in range(500)]
    with (tmp_path / "I").open("a", encoding="utf-8") as file:
        file.write("\n".join(later))
    after = evaluate(read_interactions(tmp_path / "I", tmp_path / "N"), liked=before.liked)
    assert after.rankings == before.rankings


@pytest.mark.parametrize(
    ("interactions", "items", "said"),
    [
        ("u\t1", [{"id": 1}], "I, line 1 is not an interaction"),
        ("u\t1\tsoon", [{"id": 1}], "I, line 1: time is seconds"),
        ("u\t1\t5\tgood", [{"id": 1}], "a value is a number"),
        ("u\t2\t5", [{"id": 1}], "holds no interaction with an item"),
        ("u\t1\t5", '{"id"', "N, line 1 is not JSON"),
        ("u\t1\t5", "[]", "N, line 1 is not a JSON object"),
        ("u\t1\t5", [{"id": 1}, {"id": "1"}], "stands twice"),
        ("u\t1\t5", [{"id": 1, "subjects": {"ice": 4}}], "“subjects” is not a list"),
        ("user_id:token\ttimestamp:float\nu\t5", [{"id": 1}], "I, line 1 has no column item_id"),
        ("user_id:token\titem_id:token\ttimestamp:float\nu\t1", [{"id": 1}], "I, line 2 is not an interaction"),
        ("u\t1\t5", [{"id": 1, "published": "soon"}], "neither seconds nor"),
        ("u\t1\t5", [{"id": 1}], "There is nobody to ask for"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, interactions: str, items: Any, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("evaluate", "matching", *files(tmp_path, interactions, items), stderr=io.StringIO())


def test_the_files_in_which_public_sets_are_handed_on(tmp_path: Path) -> None:
    """RecBole's atomic files say the same as our own forms, whatever the order of their columns."""
    (tmp_path / "a.inter").write_text(
        "rating:float\titem_id:token\tuser_id:token\ttimestamp:float\n4\t7\tu\t20\n2\t8\tu\t10\n", encoding="utf-8"
    )
    (tmp_path / "a.item").write_text(
        "item_id:token\ttitle:token_seq\tyear:token\tclass:token_seq\n7\tBlue Ice\t1997\tIce Sea\n8\tNo Ice\t1996\t\n",
        encoding="utf-8",
    )
    own = [{"id": 7, "kinds": ["Ice", "Sea"], "year": 1997}, {"id": 8, "kinds": [], "year": 1996}]
    (tmp_path / "I").write_text("u\t8\t10\t2\nu\t7\t20\t4\n", encoding="utf-8")
    (tmp_path / "N").write_text("\n".join(map(json.dumps, own)), encoding="utf-8")
    handed_on = read_interactions(tmp_path / "a.inter", tmp_path / "a.item", ["class", "year"])
    assert handed_on == read_interactions(tmp_path / "I", tmp_path / "N", ["kinds", "year"])
    assert [thing.subjects for thing in handed_on.things] == [("Ice", "Sea", "1997"), ("1996",)]
    assert [(one.item, one.value) for one in handed_on.taken] == [("8", 2.0), ("7", 4.0)]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    arguments = files(tmp_path, "u\t1\t5", [{"id": 1}])
    with pytest.raises(CommandError, match="nowhere cannot be read"):
        call_command(
            "evaluate", "matching", f"--interactions={tmp_path / 'nowhere'}", arguments[1], stderr=io.StringIO()
        )
