"""Promise: any judged set can be measured with the real engine, and what is wrong with a file is said with its line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scicomm.search import measures

DOCS = [
    {"id": "a", "title": "Coral bleaching", "text": "Warm water and corals.", "lang": "en"},
    {"id": "b", "title": "", "text": "海草床的碳汇与珊瑚白化。", "lang": "zh"},
    {"id": 3, "text": "Seagrass meadows"},
    {"id": "empty", "title": "", "text": ""},
]
QUERIES = [{"id": "q1", "text": "coral water"}, {"id": "q2", "text": "珊瑚白化"}, {"id": "q3", "text": "nobody asked"}]
QRELS = "q1 0 a 2\nq1 0 3 -1\nq2 0 b 1\n\nq9 0 a 1\n"


def files(folder: Path, docs: Any = DOCS, queries: Any = QUERIES, qrels: str = QRELS) -> list[str]:
    for name, rows in (("d", docs), ("q", queries)):
        text = rows if isinstance(rows, str) else "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "r").write_text(qrels, encoding="utf-8")
    return [f"--docs={folder / 'd'}", f"--queries={folder / 'q'}", f"--qrels={folder / 'r'}"]


def test_a_set_is_measured_without_touching_what_readers_use(tmp_path: Path, settings: Any) -> None:
    settings.SCICOMM_HOME = tmp_path / "home"
    output, errors = io.StringIO(), io.StringIO()
    call_command("evaluate", "search", *files(tmp_path), "--json", stdout=output, stderr=errors)
    figures = json.loads(output.getvalue())
    assert figures["ndcg_10"] == figures["map_100"] == figures["mrr"] == figures["recall_100"] == 1.0
    assert (figures["documents"], figures["queries"], figures["unjudged_queries"]) == (4, 2, 1)
    assert (figures["unknown_judgements"], figures["without_result"]) == (1, 0)
    assert 0 < figures["latency_p50_ms"] <= figures["latency_p99_ms"]
    assert "6/6" in errors.getvalue()
    assert not (tmp_path / "home").exists()
    call_command("evaluate", "search", *files(tmp_path), stdout=output, stderr=errors)
    assert "nDCG@10     1.0000" in output.getvalue()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"docs": '{"id": "a"}\n{"id"'}, r"d, line 2 is not JSON"),
        ({"docs": '[1]'}, r"d, line 1 is not a JSON object"),
        ({"docs": [{"title": "x"}]}, r"d, line 1 has no .id."),
        ({"docs": [{"id": "a", "text": 5}]}, r"d, line 1: .text. is not a text"),
        ({"docs": [{"id": "a"}, {"id": "a"}]}, r"d, line 2: the id .a. stands twice"),
        ({"docs": ""}, r"d holds nothing to measure"),
        ({"queries": [{"id": ""}]}, r"q, line 1 has no .id."),
        ({"qrels": "q1 0 a 1\nq1 a 1"}, r"r, line 2 is not a judgement"),
        ({"qrels": "q1 0 a high"}, r"r, line 1 is not a judgement"),
        ({"qrels": "q1 0 a 0"}, r"r holds nothing to measure"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("evaluate", "search", *files(tmp_path, **values), stderr=io.StringIO())


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere cannot be read"):
        call_command(
            "evaluate", "search", *files(tmp_path)[:2], f"--qrels={tmp_path / 'nowhere'}", stderr=io.StringIO()
        )


def test_measures_are_those_of_trec_eval() -> None:
    """Worked by hand from the definitions."""
    grades = {"a": 3, "b": 2, "c": 1, "d": 0, "e": -1}
    assert measures.ndcg(["a", "b", "c"], grades) == pytest.approx(1.0)
    # (2 + 3/log2(3) + 0) / (3 + 2/log2(3) + 1/2)
    assert measures.ndcg(["b", "a", "e"], grades) == pytest.approx(3.8928 / 4.7619, abs=1e-4)
    assert measures.average_precision(["x", "a", "d", "c"], grades) == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert measures.reciprocal_rank(["d", "e", "c"], grades) == pytest.approx(1 / 3)
    assert measures.recall(["a", "x"], grades, depth=2) == pytest.approx(1 / 3)
    assert measures.percentile([5.0, 1.0, 3.0, 2.0, 4.0], 50) == 3.0
    assert measures.percentile(list(range(1, 101)), 99) == 99
    assert measures.ndcg([], grades) == measures.recall([], {}) == measures.percentile([], 50) == 0.0
