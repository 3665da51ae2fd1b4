"""How well search ranks on judged sets, beside bm25s in the same run: Cranfield in English, titles and abstracts in Chinese.

Both sets are read from `SCICOMM_SAMPLES` (or `../shared/samples`). Nothing of the engine is set up for them.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections import defaultdict
from pathlib import Path

from scicomm.config.benchmarks.academy import PROJECT
from scicomm.config.benchmarks.results import Result, benchmark
from scicomm.search import measures
from scicomm.search.documents import SearchDocument
from scicomm.search.evaluation import evaluate
from scicomm.search.judged import JudgedSet

CSL_BOUND = 0.98


def samples() -> Path:
    """The folder of real material."""
    return Path(os.environ.get("SCICOMM_SAMPLES") or PROJECT.parent / "shared" / "samples") / "retrieval"


def _document(key: str, title: str, text: str, language: str) -> SearchDocument:
    return SearchDocument(key=key, kind="article", url="/", title=title, summary=text, language=language)


def _elements(name: str, text: str) -> list[str]:
    return [html.unescape(found).strip() for found in re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)]


def cranfield(folder: Path) -> JudgedSet:
    """1,400 abstracts and 225 questions in sentences. The judgements of this edition count the questions by place and are
    1 for relevant (one is 3) and 0 for not relevant."""
    text = (folder / "cranfield" / "cran.all.1400.xml").read_text(encoding="utf-8")
    parts = (_elements(name, text) for name in ("docno", "title", "text"))
    questions = _elements("title", (folder / "cranfield" / "cran.qry.xml").read_text(encoding="utf-8"))
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "cranfield" / "cranqrel.trec.txt").read_text(encoding="utf-8").splitlines():
        query, _iteration, document, grade = line.split()
        grades[query][document] = int(grade)
    return JudgedSet(
        [_document(key, title, body, "en") for key, title, body in zip(*parts, strict=True)],
        {str(place): " ".join(question.split()) for place, question in enumerate(questions, 1)},
        dict(grades), 0, 0,
    )  # fmt: skip


def csl(folder: Path) -> JudgedSet:
    """400 Chinese papers: the title asks for its own abstract, which stands in the index without the title."""
    lines = (folder / "csl" / "csl_400.jsonl").read_text(encoding="utf-8").splitlines()
    papers = [json.loads(line) for line in lines]
    return JudgedSet(
        [_document(paper["id"], "", paper["abstract"], "zh") for paper in papers],
        {paper["id"]: paper["title"] for paper in papers},
        {paper["id"]: {paper["id"]: 1} for paper in papers}, 0, 0,
    )  # fmt: skip


def bm25s_ndcg(judged: JudgedSet) -> float:
    """nDCG@10 of bm25s with Lucene's BM25, English stop words and the Snowball stemmer, on title and text of the same set."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [f"{one.title} {one.summary}" for one in judged.documents]
    retriever = bm25s.BM25(method="lucene")
    retriever.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    asked = bm25s.tokenize(list(judged.queries.values()), stopwords="en", stemmer=stemmer, show_progress=False)
    found, _scores = retriever.retrieve(asked, k=10, show_progress=False)
    keys = [one.key for one in judged.documents]
    runs = ([keys[place] for place in places] for places in found)
    scores = [measures.ndcg(run, judged.grades[key]) for key, run in zip(judged.queries, runs, strict=True)]
    return sum(scores) / len(scores)


@benchmark("search-quality")
def search_quality(academy: Path) -> list[Result]:
    """Both sets with the real engine, and bm25s beside it."""
    folder = samples()
    english, chinese = cranfield(folder), csl(folder)
    reference = bm25s_ndcg(english)
    ours, titles = evaluate(english), evaluate(chinese)
    return [
        Result(
            "search_cranfield", round(ours.ndcg_10, 4), "nDCG@10", round(reference, 4), "at_least",
            f"225 questions; the bound is bm25s (lucene, Snowball, stop words) in the same run; MAP {ours.map_100:.3f}, "
            f"recall@100 {ours.recall_100:.3f}",
        ),
        Result(
            "search_csl_titles", round(titles.ndcg_10, 4), "nDCG@10", CSL_BOUND, "at_least",
            f"400 Chinese titles to their abstracts; MRR {titles.mrr:.3f}",
        ),
    ]  # fmt: skip
