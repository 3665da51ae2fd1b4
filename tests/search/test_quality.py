"""Promise: questions in sentences are ranked at least as well as by a reference BM25; a Chinese title finds its paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scicomm.config.benchmarks import search_quality
from scicomm.search import storage
from scicomm.search.evaluation import build, ranked
from scicomm.search.judged import JudgedSet
from scicomm.search.measures import ndcg

pytestmark = pytest.mark.samples


def _mean_ndcg(judged: JudgedSet, folder: Path) -> float:
    with storage.elsewhere(folder):
        build(judged.documents)
        scores = [ndcg(ranked(text, 10), judged.grades[key]) for key, text in judged.queries.items()]
    return sum(scores) / len(scores)


@pytest.fixture
def judged_samples(samples: Path) -> Path:
    folder = samples / "retrieval"
    if not folder.is_dir():
        pytest.skip("the judged sets are absent")
    return folder


def test_questions_are_ranked_at_least_as_well_as_by_bm25s(judged_samples: Path, tmp_path: Path) -> None:
    judged = search_quality.cranfield(judged_samples)
    assert len(judged.queries) == 225
    reference = search_quality.bm25s_ndcg(judged)
    assert reference > 0.38
    assert _mean_ndcg(judged, tmp_path) >= reference


def test_a_chinese_paper_is_found_by_its_title_and_by_its_keywords(judged_samples: Path, tmp_path: Path) -> None:
    judged = search_quality.csl(judged_samples)
    assert _mean_ndcg(judged, tmp_path) >= search_quality.CSL_BOUND
    lines = (judged_samples / "csl" / "csl_400.jsonl").read_text(encoding="utf-8").splitlines()
    with storage.elsewhere(tmp_path):
        papers = [json.loads(line) for line in lines]
        scores = [ndcg(ranked(" ".join(paper["keywords"]), 10), {paper["id"]: 1}) for paper in papers]
    assert sum(scores) / len(scores) >= 0.99
