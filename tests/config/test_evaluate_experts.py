"""Measuring who is suggested: how sets are read, what is said of bad lines, and the lead on real documents."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scicomm.config.evaluations import experts as measuring
from scicomm.responses.rules.experts import Document

FEW = [
    Document("ice", "Melting of mountain glaciers", "Ice loss in high basins since 1990.", ("li", "wang"), 2025),
    Document("ice2", "Glacier runoff", "Meltwater of glaciers in dry summers.", ("li",), 2010),
    Document("quake", "Early warning of earthquakes", "Seismic waves and alerts.", ("zhao",), 2024),
    Document("empty", "", "", ()),
]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def measured(documents: Path, asked: Path) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate", "experts", "--documents", str(documents), "--queries", str(asked), "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def test_evaluate_experts_reads_leniently_and_says_what_is_wrong(tmp_path: Path) -> None:
    documents = lines(
        tmp_path / "d.jsonl",
        [
            {"id": one.key, "title": one.title, "abstract": one.text, "authors": list(one.people), "year": "2020-01"}
            for one in FEW
        ],
    )
    asked = [
        {"id": 1, "text": "melting glaciers", "relevant": ["li"]},
        {"id": 2, "title": "earthquake", "abstract": "warning", "relevant": {"zhao": 1, "li": 0}},
        {"id": "ice", "title": FEW[0].title, "relevant": [{"id": "li"}]},
        {"id": 3, "text": "nobody", "relevant": ["stranger"]},
    ]
    figures = measured(documents, lines(tmp_path / "q.jsonl", asked))
    assert figures["queries"] == 3 and figures["left_out"] == 1 and figures["unknown_people"] == 1
    assert figures["ours"]["map"] == figures["ours"]["mrr"] == 1.0 and figures["ours"]["precision_10"] == pytest.approx(
        0.1
    )
    for rows, said in (
        ([{"id": 1, "text": "a"}], "1"), ([{"id": 1, "relevant": []}], "text"),
        ([{"id": 1, "text": "a", "relevant": 1.5}], "relevant"), ([{"id": 1, "text": "glacier", "relevant": ["x"]}], "."),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=said):
            measured(documents, lines(tmp_path / "bad.jsonl", rows))
    with pytest.raises(CommandError, match="2"):
        measured(lines(tmp_path / "twice.jsonl", [{"id": 1, "title": "a", "authors": ["b"]}] * 2), tmp_path / "q.jsonl")


def test_the_ranking_leads_clearly_on_real_documents(samples: Path) -> None:
    """Cranfield: who wrote what was judged relevant knows; every second question, the others chose the settings."""
    documents, asked = cranfield(samples / "retrieval" / "cranfield")
    figures = measuring.evaluate(documents, asked[1::2], lambda: None)
    assert figures.ours.map > 0.34 > figures.summed_tf_idf.map + 0.05
    assert figures.lead_low > 0.05


def cranfield(folder: Path) -> tuple[list[Document], list[measuring.Asked]]:
    """The collection as documents with authors and questions with those who wrote what was judged relevant."""

    def tag(name: str, piece: str) -> str:
        found = re.search(f"<{name}>(.*?)</{name}>", piece, re.DOTALL)
        return " ".join(found[1].split()) if found else ""

    documents, authors = [], {}
    for piece in re.findall("<doc>(.*?)</doc>", (folder / "cran.all.1400.xml").read_text(errors="replace"), re.DOTALL):
        people = tuple(
            dict.fromkeys(one.strip() for one in re.split(r"\band\b|;", tag("author", piece)) if one.strip())
        )
        number, title = tag("docno", piece), tag("title", piece)
        documents.append(Document(number, title, tag("text", piece).removeprefix(title), people))
        authors[number] = people
    relevant: dict[int, set[str]] = defaultdict(set)
    for line in (folder / "cranqrel.trec.txt").read_text().splitlines():
        question, _zero, number, grade = line.split()
        if int(grade) > 0:
            relevant[int(question)].update(authors.get(number, ()))
    topics = re.findall("<top>(.*?)</top>", (folder / "cran.qry.xml").read_text(), re.DOTALL)
    asked = [
        measuring.Asked(str(number), tag("title", topic), frozenset(relevant[number]))
        for number, topic in enumerate(topics, 1)
    ]
    return documents, [one for one in asked if one.relevant]
