"""Promise: ranking is as good as a textbook BM25 on judged questions, and a Chinese paper is found by its own title."""

from __future__ import annotations

import html
import json
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from scicomm.search import analysis, schema, storage
from scicomm.search.documents import SearchDocument
from scicomm.search.engine import QuerySpec, search
from tests.factories.search import make_document

pytestmark = pytest.mark.samples


def _build(documents: list[SearchDocument]) -> None:
    """Straight to disk: thousands of rows in the database would only slow the test down."""
    directory = storage.create_directory("public")
    writer = storage.IndexWriter(directory)
    for document in documents:
        writer.put(document.key, schema.to_row(document))
    writer.commit()
    storage.switch_to("public", directory)


def _ranked(text: str) -> list[str]:
    return [hit.key.partition(":")[2] for hit in search(QuerySpec(text, limit=10, facets=())).hits]


def _ndcg(ranked: list[str], relevant: set[str]) -> float:
    gain = sum(1 / math.log2(place + 2) for place, key in enumerate(ranked[:10]) if key in relevant)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))


def _element(name: str, text: str) -> list[str]:
    return [html.unescape(found).strip() for found in re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)]


def _textbook_bm25(texts: dict[str, str], k1: float = 1.2, b: float = 0.75) -> dict[str, dict[str, float]]:
    """Weights of every stem in every document, by Robertson's formula; the yardstick."""
    counts = {key: Counter(map(analysis.stem, analysis.words(text))) for key, text in texts.items()}
    lengths = {key: sum(count.values()) for key, count in counts.items()}
    mean = sum(lengths.values()) / len(lengths)
    holders: Counter[str] = Counter(stem for count in counts.values() for stem in count)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for key, count in counts.items():
        for stem, times in count.items():
            rarity = math.log(1 + (len(texts) - holders[stem] + 0.5) / (holders[stem] + 0.5))
            weights[stem][key] = rarity * times * (k1 + 1) / (times + k1 * (1 - b + b * lengths[key] / mean))
    return weights


def test_english_questions_are_answered_as_well_as_by_textbook_bm25(home: Path, samples: Path) -> None:
    folder = samples / "retrieval" / "cranfield"
    if not folder.is_dir():
        pytest.skip("the Cranfield collection is absent")
    titles: dict[str, str] = {}
    bodies: dict[str, str] = {}
    for part in _element("doc", (folder / "cran.all.1400.xml").read_text()):
        (number,), (title,), (text,) = _element("docno", part), _element("title", part), _element("text", part)
        titles[number], bodies[number] = title, text.removeprefix(title)
    relevant: dict[int, set[str]] = defaultdict(set)
    for line in (folder / "cranqrel.trec.txt").read_text().split("\n"):
        if line.strip():
            question, _iteration, number, grade = line.split()
            if int(grade) > 0:
                relevant[int(question)].add(number)
    questions = [" ".join(title.split()) for title in _element("title", (folder / "cran.qry.xml").read_text())]
    _build([make_document(key, title=titles[key], body=bodies[key]) for key in titles])
    weights = _textbook_bm25({key: f"{titles[key]} {bodies[key]}" for key in titles})
    ours, yardstick = 0.0, 0.0
    for number, question in enumerate(questions, 1):
        ours += _ndcg(_ranked(question), relevant[number])
        scores: Counter[str] = Counter()
        for word in analysis.words(question):
            scores.update(weights.get(analysis.stem(word), {}))
        yardstick += _ndcg([key for key, _score in scores.most_common(10)], relevant[number])
    assert len(questions) == 225
    assert ours / len(questions) >= 0.37
    assert ours >= yardstick


def test_a_chinese_paper_is_found_by_its_title_and_by_its_keywords(home: Path, samples: Path) -> None:
    path = samples / "retrieval" / "csl" / "csl_400.jsonl"
    if not path.is_file():
        pytest.skip("the CSL sample is absent")
    papers = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    _build([make_document(paper["id"], body=paper["abstract"]) for paper in papers])
    by_title = [_ndcg(_ranked(paper["title"]), {paper["id"]}) for paper in papers]
    by_keywords = [_ndcg(_ranked(" ".join(paper["keywords"])), {paper["id"]}) for paper in papers]
    assert sum(by_title) / len(papers) >= 0.96
    assert sum(by_keywords) / len(papers) >= 0.98
